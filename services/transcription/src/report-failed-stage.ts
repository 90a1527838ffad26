import { jobCancelled, jobErased, stageFailed } from '@meeting-intelligence/contracts';
import { errorCodes } from '@meeting-intelligence/errors';
import type { OnGivenUp } from '@meeting-intelligence/messaging';

/** Without a transcript there is nothing: whichever of the three steps is given up, the ledger is told. */
export const reportFailedStage: OnGivenUp = (event, { code, message, retryable }) => {
  // Given up, an order stops or deletes nothing here; the job has ended all the same.
  if (event.type === jobCancelled.type || event.type === jobErased.type) return [];
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
