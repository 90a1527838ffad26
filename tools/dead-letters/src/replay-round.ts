import { AppError, toAppError } from '@meeting-intelligence/errors';
import {
  deadLetterId,
  replayOf,
  type DeadMessage,
  type HeldDeadLetter,
  type Replay,
} from '@meeting-intelligence/messaging';
import type { WireEnvelope } from '@meeting-intelligence/contracts';
import type { Pace } from './pace.js';

export type ReplayResult =
  | { readonly kind: 'replayed'; readonly id: string; readonly as: ReplayedAs }
  /** It would only come back. */
  | { readonly kind: 'refused'; readonly id: string; readonly reason: string }
  | { readonly kind: 'failed'; readonly id: string; readonly reason: string };

/** What is left of a replay when it is done: not its body. */
export type ReplayedAs = Pick<Replay, 'eventId' | 'generation' | 'isNewGeneration'>;

export interface RoundOptions {
  readonly publish: (replay: Replay) => Promise<void>;
  readonly pace: Pace;
  readonly edited?: WireEnvelope;
  readonly interrupted: AbortSignal;
  readonly memoryBytes?: number;
  readonly roundMs?: number;
}

/** Confirms that are waited for at the same time. */
const IN_FLIGHT = 200;
/** What is held in memory; what the broker hands over beyond that is left for the next round. */
const MEMORY_BYTES = 32 * 1024 * 1024;
/** A stack of 8 KiB at most, and the other headers. */
const HEADERS_BYTES = 6 * 1024;
/** The broker takes a message back after 30 minutes (consumer_timeout); nobody else sees what is held. */
const ROUND_MS = 300_000;

/**
 * Replays letters while one look at a queue lasts, each confirmed before it is removed. What it has no memory or time for
 * stays in the queue, and is taken in another round.
 */
export class ReplayRound {
  readonly results: ReplayResult[] = [];
  /** The broker is away: nothing more is tried. */
  fault?: AppError;
  private readonly endsAt: number;
  private readonly waiting: { readonly id: string; readonly letter: HeldDeadLetter }[] = [];
  private waitingBytes = 0;
  private working = Promise.resolve();
  private isWorking = false;

  constructor(private readonly options: RoundOptions) {
    this.endsAt = Date.now() + (options.roundMs ?? ROUND_MS);
  }

  /** Does not wait: the broker hands messages over faster than others are confirmed. */
  offer({ message, remove }: HeldDeadLetter): void {
    const bytes = bytesOf(message);
    if (this.isOver || this.waitingBytes + bytes > (this.options.memoryBytes ?? MEMORY_BYTES)) return;
    this.waitingBytes += bytes;
    // A copy: the body is part of a larger piece that came from the socket, and would keep all of it in memory.
    const letter = { remove, message: { ...message, body: Buffer.from(message.body) } };
    this.waiting.push({ id: deadLetterId(message), letter });
    if (this.isWorking) return;
    this.isWorking = true;
    this.working = this.work();
  }

  /** Resolves when everything that was offered and accepted has its result. */
  async settled(): Promise<void> {
    await this.working;
  }

  private get isOver(): boolean {
    return this.options.interrupted.aborted || this.fault !== undefined || Date.now() >= this.endsAt;
  }

  private async work(): Promise<void> {
    const running = new Set<Promise<void>>();
    for (let next = this.waiting.shift(); next && !this.isOver; next = this.waiting.shift()) {
      await this.options.pace.turn(this.options.interrupted, this.endsAt);
      if (this.isOver) break;
      const { id, letter } = next;
      const bytes = bytesOf(letter.message);
      const one: Promise<void> = this.replay(id, letter).finally(() => {
        this.waitingBytes -= bytes;
        running.delete(one);
      });
      running.add(one);
      if (running.size >= IN_FLIGHT) await Promise.race(running);
    }
    await Promise.all(running);
    // Offered while the last ones were confirmed.
    if (this.waiting.length > 0 && !this.isOver) return this.work();
    this.isWorking = false;
  }

  private async replay(id: string, letter: HeldDeadLetter): Promise<void> {
    let replay: Replay;
    try {
      replay = replayOf(letter.message, new Date(), this.options.edited);
    } catch (error) {
      this.results.push({ kind: 'refused', id, reason: toAppError(error).message });
      return;
    }
    try {
      await this.options.publish(replay);
    } catch (error) {
      const failure = toAppError(error);
      if (failure.code === 'BROKER_UNAVAILABLE') this.fault ??= failure;
      else this.results.push({ kind: 'failed', id, reason: failure.message });
      return;
    }
    if (letter.remove()) this.results.push({ kind: 'replayed', id, as: replayedAs(replay) });
    else
      this.results.push({
        kind: 'failed',
        id,
        reason:
          'replayed, but the broker took the dead letter back: it is still there, and safe to replay again',
      });
  }
}

export function replayedAs({ eventId, generation, isNewGeneration }: Replay): ReplayedAs {
  return { eventId, generation, isNewGeneration };
}

function bytesOf({ body }: DeadMessage): number {
  return body.length + HEADERS_BYTES;
}
