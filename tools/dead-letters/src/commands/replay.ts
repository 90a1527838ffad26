import { readFile } from 'node:fs/promises';
import type { WireEnvelope } from '@meeting-intelligence/contracts';
import { AppError, toAppError } from '@meeting-intelligence/errors';
import { deadLetterId, readExported, replayOf, type DeadMessage } from '@meeting-intelligence/messaging';
import type { ReplayOptions } from '../arguments.js';
import { editedEvent } from '../editor.js';
import { exitCodes } from '../exit-codes.js';
import { count, plain } from '../output.js';
import { Pace } from '../pace.js';
import { replayedAs, ReplayRound, type ReplayResult } from '../replay-round.js';
import type { Session } from '../session.js';
import { idsByQueue, sayHeld, survey } from '../survey.js';
import { untilGone } from '../until-gone.js';
import { UsageError } from '../usage-error.js';
import { endOf } from './end-of.js';
import { findOne } from './find-one.js';

/** More than these are not shown one by one to a person. */
const SHOWN = 20;

export async function replay(session: Session, options: ReplayOptions): Promise<number> {
  if (options.fromExport !== undefined) return replayExported(session, options.fromExport, options.dryRun);
  let edited: WireEnvelope | undefined;
  let { filters } = options;
  if (options.edited) {
    const found = await findOne(session, filters);
    if (!found) return exitCodes.nothingMatched;
    edited = await editedEvent(session, { id: found.letter.id, message: found.message }, options.edited);
    if (!edited) {
      session.output.say('nothing was changed, so nothing was replayed');
      return exitCodes.nothingMatched;
    }
    // The editor may have been open for hours: by now the prefix that was typed may be that of another one.
    filters = { ...filters, ids: [found.letter.id] };
  }
  const { letters, isComplete } = await survey(session, filters);
  if (letters.length === 0) return endOf(session, isComplete);
  const left = idsByQueue(letters);
  const tally = new Tally(
    session,
    [...left.values()].reduce((sum, ids) => sum + ids.size, 0),
  );
  const pace = new Pace(options.rate);
  try {
    for (const [queue, ids] of left) {
      if (options.dryRun) await previewQueue(session, queue, ids, edited, tally);
      else await replayQueue(session, queue, ids, { edited, pace }, tally);
      if (session.interrupted.aborted) break;
    }
  } finally {
    tally.summarize(options.dryRun);
  }
  if (session.interrupted.aborted) return exitCodes.interrupted;
  return isComplete && tally.isWhole ? exitCodes.done : exitCodes.someFailed;
}

/** Round after round, until none of them is left. */
async function replayQueue(
  session: Session,
  queue: string,
  ids: Set<string>,
  options: { readonly edited?: WireEnvelope; readonly pace: Pace },
  tally: Tally,
): Promise<void> {
  const { queues, interrupted } = session;
  const done = new Set<string>();
  let fault: AppError | undefined;
  while (ids.size > 0 && !interrupted.aborted && !fault) {
    const round = new ReplayRound({ ...options, interrupted, publish: (replay) => queues.publish(replay) });
    let offered = 0;
    try {
      const look = await queues.look(queue, (letter) => {
        const id = deadLetterId(letter.message);
        if (done.has(id)) letter.remove();
        if (!ids.has(id)) return;
        offered += 1;
        round.offer(letter);
      });
      await round.settled();
      await look?.close();
      if (look && look.missing > 0) sayHeld(session, queue, look.missing);
    } finally {
      await round.settled();
      for (const result of round.results) {
        tally.add(queue, result);
        ids.delete(result.id);
        if (result.kind === 'replayed') done.add(result.id);
      }
    }
    fault = round.fault;
    if (offered === 0) break;
  }
  await untilGone(queues, queue, done);
  if (fault) throw unconfirmed(fault);
}

function unconfirmed(fault: AppError): AppError {
  const message = `${fault.message}\nReplaying again is safe: what arrived without its confirm arriving here has the same event id then.`;
  return new AppError(fault.code, message, { cause: fault });
}

/** The same look, and nothing is published or removed. */
async function previewQueue(
  { queues, interrupted }: Session,
  queue: string,
  ids: ReadonlySet<string>,
  edited: WireEnvelope | undefined,
  tally: Tally,
): Promise<void> {
  const look = await queues.look(queue, ({ message }) => {
    const id = deadLetterId(message);
    if (ids.has(id) && !interrupted.aborted) tally.add(queue, preview(id, message, edited));
  });
  await look?.close();
}

function preview(id: string, message: DeadMessage, edited?: WireEnvelope): ReplayResult {
  try {
    return { kind: 'replayed', id, as: replayedAs(replayOf(message, new Date(), edited)) };
  } catch (error) {
    return { kind: 'refused', id, reason: toAppError(error).message };
  }
}

async function replayExported(session: Session, path: string, dryRun: boolean): Promise<number> {
  const message = await readFile(path, 'utf8')
    .then(readExported)
    .catch((error: unknown) => {
      throw new UsageError(`--from-export: expected a file that export wrote: ${(error as Error).message}`);
    });
  const tally = new Tally(session, 1);
  const result = preview(deadLetterId(message), message);
  if (result.kind === 'replayed' && !dryRun) await session.queues.publish(replayOf(message));
  tally.add(message.queue, result);
  tally.summarize(dryRun);
  return tally.isWhole ? exitCodes.done : exitCodes.someFailed;
}

/** Says what happened, one by one where that is few or for machines. */
class Tally {
  private readonly replayed = new Set<string>();
  private others = 0;

  constructor(
    private readonly session: Session,
    private readonly meant: number,
  ) {}

  get isWhole(): boolean {
    return this.replayed.size === this.meant && this.others === 0;
  }

  add(queue: string, result: ReplayResult): void {
    const { output } = this.session;
    if (result.kind === 'replayed') {
      this.replayed.add(result.id);
      const { eventId, generation, isNewGeneration } = result.as;
      const as = isNewGeneration ? `generation ${generation}, event ${eventId}` : `the same event ${eventId}`;
      if (output.json || this.meant <= SHOWN)
        output.result(`${result.id}  →  ${queue}  as ${as}`, {
          id: result.id,
          queue,
          result: 'replayed',
          event_id: eventId,
          generation,
          new_generation: isNewGeneration,
        });
    } else {
      this.others += 1;
      const { id, kind, reason } = result;
      output.result(`${id}  ${kind}  ${plain(reason)}`, { id, queue, result: kind, reason });
    }
  }

  summarize(dryRun: boolean): void {
    const { output } = this.session;
    const did = dryRun ? 'dry run, nothing was done: would replay' : 'replayed';
    output.say(`${did} ${this.replayed.size.toLocaleString('en-US')} of ${count(this.meant, 'dead letter')}`);
    if (!this.isWhole && !dryRun) output.say('the others are where they were');
  }
}
