import { setTimeout as sleep } from 'node:timers/promises';
import {
  describeDeadLetter,
  type DeadLetterDescription,
  type DeadMessage,
} from '@meeting-intelligence/messaging';
import { count } from './output.js';
import { assertUnambiguous, matches, queuesMeant, type Filters } from './selection.js';
import { deadName, knownQueues, type Session } from './session.js';
import { UsageError } from './usage-error.js';

export interface Survey {
  /** Oldest first. */
  readonly letters: readonly DeadLetterDescription[];
  /** Whether everything could be seen. */
  readonly isComplete: boolean;
}

type Keep = (letter: DeadLetterDescription, message: DeadMessage) => void;

/**
 * Looks through all queues that are meant. Keeps descriptions only; `keep` gets each message that matches and decides for
 * itself.
 *
 * @throws UsageError when an abbreviated id or group means several
 */
export async function survey(session: Session, filters: Filters, keep?: Keep): Promise<Survey> {
  const letters: DeadLetterDescription[] = [];
  let isComplete = true;
  for (const { queue, ready, consumers } of await presentQueues(session, filters)) {
    if (session.interrupted.aborted) break;
    if (ready === 0 && consumers === 0) continue;
    const found = await surveyQueue(session, queue, filters, keep);
    for (const letter of found.letters) letters.push(letter);
    if (found.missing > 0 || (consumers > 0 && found.expected === 0)) {
      isComplete = false;
      sayHeld(session, queue, found.missing);
    }
  }
  assertUnambiguous(letters, filters);
  letters.sort((a, b) => (a.diedAt?.getTime() ?? 0) - (b.diedAt?.getTime() ?? 0));
  return { letters: letters.slice(0, filters.limit), isComplete };
}

/** Once more where somebody else began to look at the same moment, and each got a part. */
async function surveyQueue(session: Session, queue: string, filters: Filters, keep: Keep | undefined) {
  for (let isLast = false; ; isLast = true) {
    const letters: DeadLetterDescription[] = [];
    const look = await session.queues.look(queue, ({ message }) => {
      const letter = describeDeadLetter(message);
      if (!matches(letter, filters)) return;
      letters.push(letter);
      keep?.(letter, message);
    });
    await look?.close();
    const { missing = 0, expected = 0 } = look ?? {};
    if (missing === 0 || isLast) return { letters, missing, expected };
    await sleep(Math.random() * 1_000);
  }
}

export function idsByQueue(letters: readonly DeadLetterDescription[]): ReadonlyMap<string, Set<string>> {
  const ids = new Map<string, Set<string>>();
  for (const { id, queue } of letters) ids.set(queue, (ids.get(queue) ?? new Set()).add(id));
  return ids;
}

export function sayHeld(session: Session, queue: string, held: number): void {
  const who =
    held > 0
      ? `${count(held, 'message')} of ${deadName(session, queue)} are`
      : `messages of ${deadName(session, queue)} may be`;
  session.output.say(`${who} held by somebody else, who looks at or replays them: not seen; try again`);
}

async function presentQueues(session: Session, { queues }: Filters) {
  const meant = queuesMeant(knownQueues, queues);
  const present = await session.queues.present(meant);
  if (present.length > 0) return present;
  const names = meant.slice(0, 3).map((queue) => deadName(session, queue));
  throw new UsageError(
    `the broker has none of the dead-letter queues that are meant (${names.join(', ')}${meant.length > 3 ? ', …' : ''}): ` +
      'is the queue prefix right, and did the services ever start?',
  );
}
