import type { DeadLetterDescription } from '@meeting-intelligence/messaging';
import type { LookOptions } from '../arguments.js';
import { exitCodes } from '../exit-codes.js';
import { ageOf } from '../moment.js';
import { plain, table } from '../output.js';
import type { Session } from '../session.js';
import { survey } from '../survey.js';

const HEADINGS = ['GROUP', 'COUNT', 'FIRST', 'LAST', 'QUEUE', 'CODE', 'ERROR', 'EXAMPLE', 'WHERE'];

interface Group {
  readonly oldest: DeadLetterDescription;
  readonly newest: DeadLetterDescription;
  readonly count: number;
  readonly queues: readonly string[];
}

export async function groups(session: Session, { filters }: LookOptions): Promise<number> {
  const { output } = session;
  const { letters, isComplete } = await survey(session, filters);
  const found = groupsOf(letters);
  if (output.json) for (const group of found) output.result('', toJson(group));
  else if (found.length > 0) {
    const [heading = '', ...lines] = table(HEADINGS, found.map(row), output.width);
    output.result(output.strong(heading), {});
    for (const line of lines) output.result(line, {});
  }
  if (found.length === 0) output.say('no dead letters');
  if (!isComplete) return exitCodes.someFailed;
  return found.length === 0 ? exitCodes.nothingMatched : exitCodes.done;
}

/** The largest first, then the latest. */
function groupsOf(letters: readonly DeadLetterDescription[]): readonly Group[] {
  const byGroup = new Map<
    string,
    { oldest: DeadLetterDescription; newest: DeadLetterDescription; count: number; queues: Set<string> }
  >();
  for (const letter of letters) {
    const group = byGroup.get(letter.group);
    if (!group)
      byGroup.set(letter.group, {
        oldest: letter,
        newest: letter,
        count: 1,
        queues: new Set([letter.queue]),
      });
    else {
      group.newest = letter;
      group.count += 1;
      group.queues.add(letter.queue);
    }
  }
  return [...byGroup.values()]
    .map((group) => ({ ...group, queues: [...group.queues].sort() }))
    .sort((a, b) => b.count - a.count || timeOf(b) - timeOf(a));
}

function timeOf({ newest }: Group): number {
  return newest.diedAt?.getTime() ?? 0;
}

function row({ oldest, newest, count, queues }: Group): readonly string[] {
  const { group, code, reason, errorClass, frame, id } = newest;
  const queue = queues.length === 1 ? (queues[0] ?? '') : `${queues[0]} +${queues.length - 1}`;
  return [
    group,
    String(count),
    ageOf(oldest.diedAt),
    ageOf(newest.diedAt),
    queue,
    code ?? reason,
    errorClass ?? '',
    id,
    frame ?? '',
  ].map(plain);
}

function toJson({ oldest, newest, count, queues }: Group) {
  return {
    group: newest.group,
    count,
    first_died_at: oldest.diedAt?.toISOString() ?? null,
    last_died_at: newest.diedAt?.toISOString() ?? null,
    queues,
    reason: newest.reason,
    code: newest.code ?? null,
    error_class: newest.errorClass ?? null,
    frame: newest.frame ?? null,
    example_id: newest.id,
    example_message: newest.message,
  };
}
