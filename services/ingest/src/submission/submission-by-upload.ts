/** `POST /v1/jobs` as JSON about a recording that was uploaded before: what a form may say, and which upload it is. */
import { z } from 'zod';
import { rejectionFor } from './faults.js';
import { readSubmission } from './submission-by-url.js';
import { secretNeedsUrl, submissionFields, text } from './submission.js';

const submissionByUpload = z
  .strictObject({ upload_id: text.max(100), ...submissionFields })
  .refine(...secretNeedsUrl);
export type SubmissionByUpload = z.output<typeof submissionByUpload>;

/** Whether a JSON body is about an upload, and not about a URL. */
export function namesUpload(body: unknown): boolean {
  return typeof body === 'object' && body !== null && Object.hasOwn(body, 'upload_id');
}

/** @throws RejectedRequest INVALID_REQUEST with every fault that was found */
export function readSubmissionByUpload(body: unknown): SubmissionByUpload {
  if (typeof body === 'object' && body !== null && Object.hasOwn(body, 'recording_url'))
    throw rejectionFor([
      {
        pointer: '/upload_id',
        code: 'invalid',
        detail: 'expected either recording_url or upload_id, not both',
      },
    ]);
  return readSubmission(submissionByUpload, body, 'expected the id of an upload');
}
