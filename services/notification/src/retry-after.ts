const longestMs = 24 * 3_600_000;

/** `Retry-After` (RFC 9110 §10.2.3) in milliseconds, from 1 s to 24 h; undefined where it is absent or makes no sense. */
export function retryAfterMs(value: unknown, now = Date.now()): number | undefined {
  if (typeof value !== 'string') return undefined;
  const text = value.trim();
  const ms = /^\d+$/.test(text) ? Number(text) * 1_000 : Date.parse(text) - now;
  return Number.isNaN(ms) ? undefined : Math.min(longestMs, Math.max(1_000, ms));
}
