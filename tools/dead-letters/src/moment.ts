import { UsageError } from './usage-error.js';

const UNIT_MS: Readonly<Record<string, number>> = {
  s: 1_000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
  w: 604_800_000,
};
const ISO = /^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:?\d{2})?)?$/;

/** `2h` and the like are so long ago; a date or time without a zone is UTC. @throws UsageError */
export function parseMoment(flag: string, given: string, now = Date.now()): Date {
  const [, count, unit = ''] = /^(\d+)([smhdw])$/.exec(given) ?? [];
  if (count !== undefined) return new Date(now - Number(count) * (UNIT_MS[unit] ?? 0));
  const iso = ISO.exec(given);
  const hasZone = iso?.[4] !== undefined || iso?.[1] === undefined;
  const date = new Date(iso ? `${given}${hasZone ? '' : 'Z'}` : Number.NaN);
  if (Number.isNaN(date.getTime()))
    throw new UsageError(
      `--${flag}: expected 90s, 30m, 2h, 3d, 1w or an ISO time such as 2026-11-20T09:00Z, got "${given}"`,
    );
  return date;
}

/** Two letters are enough to see whether it was just now or last week. */
export function ageOf(date: Date | undefined, now = Date.now()): string {
  if (!date) return '?';
  const seconds = Math.max(0, Math.round((now - date.getTime()) / 1_000));
  if (seconds < 120) return `${seconds}s`;
  if (seconds < 7_200) return `${Math.floor(seconds / 60)}m`;
  if (seconds < 172_800) return `${Math.floor(seconds / 3_600)}h`;
  return `${Math.floor(seconds / 86_400)}d`;
}
