import { jobFailed } from '@meeting-intelligence/contracts';
import { errorCodes } from '@meeting-intelligence/errors';
import type { OnGivenUp } from '@meeting-intelligence/messaging';

/** Without a transcript there is nothing: whichever of the three steps is given up, the job fails. */
export const failJob: OnGivenUp = (_event, { code, message, retryable }) => [
  jobFailed({
    error: {
      code,
      // The words of a bug are for the dead letter and the log, not for a CMS.
      message: code === 'UNEXPECTED' ? errorCodes.UNEXPECTED.meaning : message,
      retryable,
      stage: 'transcription',
    },
  }),
];
