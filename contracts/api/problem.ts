/** How the API says no: RFC 9457, with `code`, `request_id` and `errors` of our own. The same shape as `Problem` of libs/http. */
import { z } from 'zod';

const fault = z.object({
  pointer: z.string().describe('JSON pointer (RFC 6901) into the request, for example `/title`'),
  code: z.enum(['missing', 'empty', 'duplicate', 'unknown', 'too_long', 'invalid']),
  detail: z.string().describe('what was expected'),
});

export const problem = z.object({
  type: z.string().describe('`urn:meeting-intelligence:error:` and the code'),
  title: z.string().describe('the meaning of the code'),
  status: z.int().min(400).max(599).describe('the HTTP status'),
  detail: z.string().describe('what was expected and what arrived'),
  instance: z.string().describe('the path of the request'),
  code: z.string().describe('stable: decide by this one'),
  request_id: z.string().describe('the log has it too; tell it to whoever operates the service'),
  errors: z.array(fault).describe('every fault of a refused request at once'),
});
export type ApiProblem = z.infer<typeof problem>;

/** What every operation may answer with, whatever is asked of it. */
export const errorsOfEveryRoute: readonly string[] = [
  'INVALID_REQUEST',
  'SERVICE_UNAVAILABLE',
  'DATABASE_UNAVAILABLE',
  'INTERNAL',
];

/** What an operation may answer with that needs a key. */
export const errorsOfGuardedRoutes: readonly string[] = [
  'UNAUTHORIZED',
  'INSUFFICIENT_SCOPE',
  'RATE_LIMITED',
];

/** What an operation may answer with that takes an `Idempotency-Key`: every POST that needs a key. */
export const errorsOfIdempotentRoutes: readonly string[] = [
  'IDEMPOTENCY_KEY_IN_USE',
  'IDEMPOTENCY_KEY_REUSED',
  'IDEMPOTENCY_ANSWER_LOST',
  'TOO_MANY_IDEMPOTENCY_KEYS',
];
