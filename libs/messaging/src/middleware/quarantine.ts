import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import type { WireEnvelope } from '@meeting-intelligence/contracts';
import { AppError } from '@meeting-intelligence/errors';
import type { ClaimStore } from '../claim-check.js';
import { deterministicId } from '../deterministic-id.js';
import type { Delivery } from '../event-bus.js';
import { replayHeaders } from '../message/headers.js';
import { isUndecided, type Outcome } from '../outcome.js';

/** One that came back without an outcome may have met a deployment or a broken connection; this is no accident. */
const SUSPECT_DELIVERIES = 2;
const TRIES_ALONE = 2;
/** Without a store that remembers, the broker's count has to do. */
const POISON_DELIVERIES = SUSPECT_DELIVERIES + TRIES_ALONE;

/**
 * Tells a message whose handling ends the process from those that were merely there. Of every message that a process
 * had in hand when it ended, and of every connection that was lost, the broker counts a delivery without an outcome. From
 * the second on, a message is handled while nothing else is, and that it began is written down first. What began alone
 * twice and never came back is poison.
 */
export class Quarantine {
  /** Resolves when nothing that is to be alone is at work or waits for it. */
  private gate: Promise<void> = Promise.resolve();
  private readonly running = new Set<Promise<unknown>>();

  constructor(private readonly store: ClaimStore | undefined) {}

  /**
   * The outcome of `work`, which does not reject; at once for nearly every message, alone for a suspect.
   *
   * @throws AppError POISON_MESSAGE; what the store throws
   */
  async run(
    delivery: Pick<Delivery, 'queue' | 'deliveryCount' | 'headers'>,
    { subject, id }: Pick<WireEnvelope, 'subject' | 'id'>,
    work: () => Promise<Outcome>,
  ): Promise<Outcome> {
    const { queue, deliveryCount, headers } = delivery;
    if (deliveryCount < SUSPECT_DELIVERIES) return this.amongOthers(work);
    const { store } = this;
    if (store) {
      // A replay has the same event and a clean record.
      const name = deterministicId(id, queue, String(headers[replayHeaders.at]));
      return this.alone(() => written(store, `suspects/${subject}/${name}`, work));
    }
    if (deliveryCount < POISON_DELIVERIES) return this.amongOthers(work);
    throw new AppError('POISON_MESSAGE', `delivered ${deliveryCount + 1} times without an outcome`);
  }

  private async amongOthers(work: () => Promise<Outcome>): Promise<Outcome> {
    for (let gate; gate !== this.gate;) await (gate = this.gate);
    const running = work();
    this.running.add(running);
    try {
      return await running;
    } finally {
      this.running.delete(running);
    }
  }

  private async alone(work: () => Promise<Outcome>): Promise<Outcome> {
    const before = this.gate;
    const done = Promise.withResolvers<void>();
    this.gate = done.promise;
    try {
      await before;
      await Promise.allSettled(this.running);
      return await work();
    } finally {
      done.resolve();
    }
  }
}

async function written(store: ClaimStore, key: string, work: () => Promise<Outcome>): Promise<Outcome> {
  const begun = await timesBegun(store, key);
  if (begun >= TRIES_ALONE)
    throw new AppError('POISON_MESSAGE', `its handling, alone, ended the process ${begun} times`);
  const write = (times: number) => store.put(key, Readable.from([String(times)]));
  await write(begun + 1);
  const outcome = await work();
  // The process is alive. What cannot be taken back is one try less, should it be a suspect again.
  const isAsBefore = isUndecided(outcome) && begun > 0;
  await (isAsBefore ? write(begun) : store.delete(key)).catch(() => undefined);
  return outcome;
}

async function timesBegun(store: ClaimStore, key: string): Promise<number> {
  try {
    return Number(await text(await store.get(key))) || 0;
  } catch (error) {
    if (error instanceof AppError && error.code === 'OBJECT_NOT_FOUND') return 0;
    throw error;
  }
}
