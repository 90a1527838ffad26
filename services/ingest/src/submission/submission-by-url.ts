/** `POST /v1/jobs` as JSON: what a form may say, and where the recording is in place of the recording. */
import { RejectedRequest, type Fault } from '@meeting-intelligence/http';
import { z } from 'zod';
import { pointerTo } from '../http/json-pointer.js';
import { faultCodeOf, rejectionFor } from './faults.js';
import { secretNeedsUrl, submissionFields, text } from './submission.js';
import { isWebhookUrl } from './webhook-url.js';

const submissionByUrl = z
  .strictObject({
    recording_url: text
      .max(2_048)
      .refine(isWebhookUrl, 'expected an absolute http or https URL without user name, password or spaces'),
    ...submissionFields,
  })
  .refine(...secretNeedsUrl);
export type SubmissionByUrl = z.output<typeof submissionByUrl>;

/** @throws RejectedRequest INVALID_REQUEST with every fault that was found */
export function readSubmissionByUrl(body: unknown): SubmissionByUrl {
  return readSubmission(submissionByUrl, body, 'expected the URL of the recording');
}

/**
 * @param missing what is said of a field that has to be there and is not
 * @throws RejectedRequest INVALID_REQUEST with every fault that was found
 */
export function readSubmission<Schema extends z.ZodObject>(
  schema: Schema,
  body: unknown,
  missing: string,
): z.output<Schema> {
  if (!isObject(body)) throw noObject();
  const result = schema.safeParse(body);
  if (result.success) return result.data;
  // Only the first fault of a field is told.
  const faults = new Map<string, Fault>();
  for (const fault of result.error.issues.flatMap((issue) => faultsOf(issue, body, schema, missing))) {
    const field = fault.pointer.split('/', 2).join('/');
    if (!faults.has(field)) faults.set(field, fault);
  }
  throw rejectionFor([...faults.values()]);
}

function faultsOf(
  issue: z.core.$ZodIssue,
  body: Readonly<Record<string, unknown>>,
  { shape }: z.ZodObject,
  missing: string,
): Fault[] {
  if (issue.code === 'unrecognized_keys')
    return issue.keys.map((key) => ({
      pointer: pointerTo([key]),
      code: 'unknown',
      detail: `expected one of ${Object.keys(shape).join(', ')}`,
    }));
  const value = body[String(issue.path[0])];
  const pointer = pointerTo(issue.path.map(String));
  if (value === undefined) return [{ pointer, code: 'missing', detail: missing }];
  return [{ pointer, code: faultCodeOf(issue, value), detail: issue.message }];
}

function isObject(body: unknown): body is Readonly<Record<string, unknown>> {
  return typeof body === 'object' && body !== null && !Array.isArray(body);
}

function noObject(): RejectedRequest {
  const detail = 'expected a JSON object';
  return new RejectedRequest('INVALID_REQUEST', detail, {
    faults: [{ pointer: '', code: 'invalid', detail }],
  });
}
