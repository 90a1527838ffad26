import type { DeadLetterDescription } from '@meeting-intelligence/messaging';
import { UsageError } from './usage-error.js';

export interface Filters {
  /** Prefixes of ids; empty for any. */
  readonly ids: readonly string[];
  readonly group?: string;
  /** Work queues, patterns with `*`, or services; empty for all. */
  readonly queues: readonly string[];
  readonly code?: string;
  readonly job?: string;
  readonly since?: Date;
  readonly until?: Date;
  readonly limit?: number;
}

/** Whether one dead letter is meant; what was said about its queue was considered before it was looked at. */
export function matches(letter: DeadLetterDescription, filters: Filters): boolean {
  const { ids, group, code, job, since, until } = filters;
  const { diedAt } = letter;
  return (
    (ids.length === 0 || ids.some((id) => letter.id.startsWith(id))) &&
    (group === undefined || letter.group.startsWith(group)) &&
    (code === undefined ||
      [letter.code, letter.reason].some((one) => one?.toLowerCase() === code.toLowerCase())) &&
    (job === undefined || letter.jobId?.startsWith(job) === true) &&
    (since === undefined || (diedAt !== undefined && diedAt >= since)) &&
    (until === undefined || (diedAt !== undefined && diedAt < until))
  );
}

/** @throws UsageError when the beginning of an id or of a group means several */
export function assertUnambiguous(letters: readonly DeadLetterDescription[], { ids, group }: Filters): void {
  for (const id of ids)
    assertOne(`ID ${id}`, new Set(letters.map((letter) => letter.id).filter((one) => one.startsWith(id))));
  if (group !== undefined) assertOne(`--group ${group}`, new Set(letters.map((letter) => letter.group)));
}

function assertOne(what: string, meant: ReadonlySet<string>): void {
  if (meant.size <= 1) return;
  const shown = [...meant].slice(0, 5).join(', ');
  throw new UsageError(
    `${what} is ambiguous, expected the beginning of one of: ${shown}${meant.size > 5 ? ', …' : ''}`,
  );
}

/** The work queues that are meant. A name that is not in the pipeline is taken as it is: it may be of an older version. */
export function queuesMeant(known: readonly string[], given: readonly string[]): readonly string[] {
  if (given.length === 0) return known;
  return [...new Set(given.flatMap((one) => meantBy(known, one.replace(/\.dead$/, ''))))];
}

function meantBy(known: readonly string[], given: string): readonly string[] {
  const pattern = given.includes('*')
    ? new RegExp(
        `^${given
          .split('*')
          .map((part) => part.replace(/[.+?^${}()|[\]\\]/g, '\\$&'))
          .join('.*')}$`,
      )
    : undefined;
  const found = known.filter((queue) =>
    pattern ? pattern.test(queue) : queue === given || queue.startsWith(`${given}.`),
  );
  if (found.length > 0) return found;
  if (!pattern && given.includes('.')) return [given];
  throw new UsageError(
    `--queue ${given}: expected a service or a work queue, for example:\n${known.map((queue) => `  ${queue}`).join('\n')}`,
  );
}
