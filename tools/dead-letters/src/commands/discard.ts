import { createInterface } from 'node:readline/promises';
import { deadLetterId, type DeadLetterDescription } from '@meeting-intelligence/messaging';
import type { DiscardOptions } from '../arguments.js';
import { exitCodes } from '../exit-codes.js';
import { count } from '../output.js';
import type { Session } from '../session.js';
import { idsByQueue, survey } from '../survey.js';
import { UsageError } from '../usage-error.js';
import { untilGone } from '../until-gone.js';
import { endOf } from './end-of.js';
import { exporterTo } from './export.js';

/** More than these are not shown one by one to a person. */
const SHOWN = 20;

/** Removes what was there when it looked, and nothing that came since. */
export async function discard(session: Session, options: DiscardOptions): Promise<number> {
  const { output, interrupted } = session;
  if (!options.yes && !process.stdin.isTTY)
    throw new UsageError('discard: expected --yes, as there is no terminal to ask on');
  const { letters, isComplete } = await survey(session, options.filters);
  if (letters.length === 0) return endOf(session, isComplete);
  if (!options.yes && !(await confirmed(letters, interrupted))) {
    output.say('nothing was discarded');
    return interrupted.aborted ? exitCodes.interrupted : exitCodes.nothingMatched;
  }
  const write = options.exportTo === undefined ? undefined : exporterTo(options.exportTo);
  let discarded = 0;
  for (const [queue, ids] of idsByQueue(letters)) {
    const removed: string[] = [];
    const look = await session.queues.look(queue, (held) => {
      const id = deadLetterId(held.message);
      if (!ids.has(id) || interrupted.aborted) return;
      write?.(held.message);
      if (held.remove()) removed.push(id);
    });
    await look?.close();
    const ofQueue = new Set(removed);
    await untilGone(session.queues, queue, ofQueue);
    for (const id of ofQueue)
      if (output.json || letters.length <= SHOWN)
        output.result(`discarded ${id}  ${queue}`, { id, queue, result: 'discarded' });
    discarded += ofQueue.size;
    if (interrupted.aborted) break;
  }
  const meant = new Set(letters.map(({ id }) => id)).size;
  output.say(`discarded ${discarded.toLocaleString('en-US')} of ${count(meant, 'dead letter')}`);
  if (interrupted.aborted) return exitCodes.interrupted;
  return isComplete && discarded === meant ? exitCodes.done : exitCodes.someFailed;
}

async function confirmed(
  letters: readonly DeadLetterDescription[],
  interrupted: AbortSignal,
): Promise<boolean> {
  const perQueue = idsByQueue(letters);
  const what = [...perQueue].map(([queue, ids]) => `  ${ids.size} of ${queue}`).join('\n');
  const prompt = createInterface({ input: process.stdin, output: process.stderr });
  try {
    const answer = await prompt.question(
      `Remove for good:\n${what}\nDiscard ${count(letters.length, 'dead letter')}? [y/N] `,
      {
        signal: interrupted,
      },
    );
    return /^y(es)?$/i.test(answer.trim());
  } catch {
    return false; // interrupted
  } finally {
    prompt.close();
  }
}
