import type { Code } from '@meeting-intelligence/errors';
import { RejectedRequest } from '@meeting-intelligence/http';
import { metrics } from '@meeting-intelligence/metrics';

const codes = [
  'RATE_LIMITED',
  'TOO_MANY_UPLOADS',
  'TOO_MANY_STREAMS',
  'TOO_MANY_JOBS',
  'TOO_MANY_IDEMPOTENCY_KEYS',
] as const satisfies readonly Code[];

/** Before the first request. */
export function initialiseRefusals(): void {
  metrics.rateLimited.initialise({ code: codes });
}

/** A 429: the same request may succeed after so many seconds. */
export function tooMany(
  code: (typeof codes)[number],
  detail: string,
  retryAfterSeconds: number,
): RejectedRequest {
  metrics.rateLimited.add({ code });
  return new RejectedRequest(code, detail, { retryAfterSeconds });
}
