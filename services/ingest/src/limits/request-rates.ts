import { RateLimiterRes, type RateLimiterAbstract } from 'rate-limiter-flexible';
import { tooMany } from '../http/too-many.js';

export type Rate = 'creates' | 'reads';

/** What is left to a subject (a key, or whoever else is counted) after a request. */
export interface Quota {
  readonly rate: Rate;
  readonly perMinute: number;
  readonly left: number;
  readonly resetsInSeconds: number;
  readonly isExceeded: boolean;
}

/** How many requests there were, by minute: of a fixed window that begins with the first one. A rate without a limiter has none. */
export class RequestRates {
  constructor(private readonly limiters: Readonly<Record<Rate, RateLimiterAbstract | undefined>>) {}

  /** Counts one request, also one too many; undefined where there is no limit. */
  async count(rate: Rate, subject: string): Promise<Quota | undefined> {
    const limiter = this.limiters[rate];
    if (!limiter) return undefined;
    const quota = ({ remainingPoints, msBeforeNext }: RateLimiterRes, isExceeded: boolean): Quota => ({
      ...{ rate, isExceeded },
      perMinute: limiter.points,
      left: isExceeded ? 0 : remainingPoints,
      resetsInSeconds: Math.max(1, Math.ceil(msBeforeNext / 1_000)),
    });
    try {
      return quota(await limiter.consume(subject), false);
    } catch (rejection) {
      if (rejection instanceof RateLimiterRes) return quota(rejection, true);
      throw rejection;
    }
  }
}

/** The fields of draft-ietf-httpapi-ratelimit-headers-10 (§3, §4). */
export function rateHeaders({ rate, perMinute, left, resetsInSeconds }: Quota): Record<string, string> {
  return {
    'ratelimit-policy': `"${rate}";q=${perMinute};w=60`,
    ratelimit: `"${rate}";r=${left};t=${resetsInSeconds}`,
  };
}

/** @throws RejectedRequest RATE_LIMITED */
export function refuseExceeded({ rate, perMinute, resetsInSeconds, isExceeded }: Quota): void {
  if (!isExceeded) return;
  const detail = `expected at most ${perMinute} requests a minute (${rate})`;
  throw tooMany('RATE_LIMITED', detail, resetsInSeconds);
}
