import { jobCancelled, jobErased, stageFailed } from '@meeting-intelligence/contracts';
import { errorCodes } from '@meeting-intelligence/errors';
import type { OnGivenUp } from '@meeting-intelligence/messaging';

/**
 * Without its meeting stored a job can never be delivered (docs/adr/0001): giving either half up ends it. An order
 * that could not be carried out changes nothing about the job.
 */
export const failJob: OnGivenUp = (event, { code, message, retryable }) => {
  if (event.type === jobCancelled.type || event.type === jobErased.type) return [];
  return [
    stageFailed({
      error: {
        code,
        // The message of an error nobody foresaw was not written for a CMS: it may quote SQL or a host name.
        message: code === 'UNEXPECTED' ? errorCodes.UNEXPECTED.meaning : message,
        retryable,
        stage: 'persistence',
      },
    }),
  ];
};
