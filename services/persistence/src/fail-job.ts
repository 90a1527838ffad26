import { jobFailed } from '@meeting-intelligence/contracts';
import { errorCodes } from '@meeting-intelligence/errors';
import type { OnGivenUp } from '@meeting-intelligence/messaging';

/** Without its meeting stored a job can never be delivered (docs/adr/0001): giving either half up ends it. */
export const failJob: OnGivenUp = (_event, { code, message, retryable }) => [
  jobFailed({
    error: {
      code,
      // The message of an error nobody foresaw was not written for a CMS: it may quote SQL or a host name.
      message: code === 'UNEXPECTED' ? errorCodes.UNEXPECTED.meaning : message,
      retryable,
      stage: 'persistence',
    },
  }),
];
