const shortestMs = 1_000;
const longestMs = 24 * 3_600_000;

/**
 * `Retry-After` (RFC 9110 §10.2.3: seconds, or a date in any of the three forms of §5.6.7) in milliseconds, from 1 s to
 * 24 h; undefined where it is absent or makes no sense.
 */
export function retryAfterMs(header: unknown, now = Date.now()): number | undefined {
  if (typeof header !== 'string') return undefined;
  const text = header.trim();
  const ms = /^\d+$/.test(text) ? Number(text) * 1_000 : httpDate(text) - now;
  return Number.isNaN(ms) ? undefined : Math.min(longestMs, Math.max(shortestMs, ms));
}

/** `Date.parse` alone takes "-5" or "1.5" for a date, and the form without a zone for local time. */
function httpDate(text: string): number {
  if (!/^(mon|tue|wed|thu|fri|sat|sun)[a-z]*,? /i.test(text)) return NaN;
  return Date.parse(/ GMT$/i.test(text) ? text : `${text} GMT`);
}
