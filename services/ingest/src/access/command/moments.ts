import { UsageError } from './usage-error.js';

const unitMs: Readonly<Record<string, number>> = {
  s: 1_000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
  w: 604_800_000,
};
const iso = /^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:?\d{2})?)?$/;

/** `90d` in milliseconds. @throws UsageError */
export function parseDuration(flag: string, given: string): number {
  const ms = durationOf(given);
  if (ms === undefined) throw new UsageError(`--${flag}: expected 90s, 30m, 12h, 7d or 4w, got "${given}"`);
  return ms;
}

/** `90d` from now, or a time; one without a zone is UTC. @throws UsageError */
export function parseExpiry(flag: string, given: string, now = Date.now()): string {
  const ms = durationOf(given);
  const form = iso.exec(given);
  const hasZone = form?.[4] !== undefined || form?.[1] === undefined;
  const date = ms === undefined ? new Date(form ? `${given}${hasZone ? '' : 'Z'}` : NaN) : new Date(now + ms);
  if (!Number.isNaN(date.getTime()) && date.getUTCFullYear() <= 9_999) return date.toISOString();
  throw new UsageError(
    `--${flag}: expected 30m, 12h, 90d, 4w or an ISO time such as 2027-11-20T09:00Z, got "${given}"`,
  );
}

function durationOf(given: string): number | undefined {
  const [, count, unit = ''] = /^([1-9]\d{0,5})([smhdw])$/.exec(given) ?? [];
  return count === undefined ? undefined : Number(count) * unitMs[unit]!;
}
