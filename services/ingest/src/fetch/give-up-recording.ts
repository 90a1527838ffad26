import { recordingRequested, stageFailed } from '@meeting-intelligence/contracts';
import { errorCodes } from '@meeting-intelligence/errors';
import type { OnGivenUp } from '@meeting-intelligence/messaging';

/**
 * Without its recording a job is over, as the ledger decides when it reads this. Getting hold of it counts as a part of
 * transcription: the contract of a job knows no stage before. Of other events that cannot be recorded nobody is told.
 */
export const giveUpRecording: OnGivenUp = (event, { code, message, retryable }) => {
  if (event.type !== recordingRequested.type) return [];
  return [
    stageFailed({
      error: {
        code,
        // The words of a bug are for the dead letter and the log, not for a CMS.
        message: code === 'UNEXPECTED' ? errorCodes.UNEXPECTED.meaning : message,
        retryable,
        stage: 'transcription',
      },
    }),
  ];
};
