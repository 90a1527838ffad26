import type { Code } from '@meeting-intelligence/errors';
import { RejectedRequest } from '@meeting-intelligence/http';
import { metrics } from '@meeting-intelligence/metrics';

type LimitCode = Extract<Code, 'RATE_LIMITED' | `TOO_MANY_${string}`>;

/** A 429: the same request may succeed after so many seconds. */
export function tooMany(code: LimitCode, detail: string, retryAfterSeconds: number): RejectedRequest {
  metrics.rateLimited.add({ code });
  return new RejectedRequest(code, detail, { retryAfterSeconds });
}
