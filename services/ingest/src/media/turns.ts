import { RejectedRequest } from '@meeting-intelligence/http';

export interface TurnSettings {
  readonly atOnce: number;
  /** Who would wait for longer is not let in. */
  readonly longWaitMs: number;
}

interface Waiting {
  readonly begin: () => void;
}

/** Of so many turns one is for those whom nobody waits for: they yield, and get on. */
const turnsPerYielding = 4;
/** Of a new duration in the mean of them all. */
const weightOfNew = 0.2;
/** Clients that are asked to stay away for longer give up in place of coming again. */
const longestRetrySeconds = 30;

/**
 * Lets so many at once do something. The others wait until their signal ends it, as what they wait with is here already: owners
 * take turns, of one owner it goes in the order they came, and what nobody waits for yields to what a client waits for.
 */
export class Turns {
  /** The next owner is the first. */
  private readonly lines = new Map<string, Waiting[]>();
  private readonly yielding: Waiting[] = [];
  private sinceYielding = 0;
  /** When each of those began that have their turn. */
  private readonly running = new Set<{ readonly since: number }>();
  private places = 0;
  private meanMs = 0;

  constructor(private readonly settings: TurnSettings) {}

  /**
   * @param owner of the client that waits for the answer; undefined where nobody does
   * @throws the reason of `signal`, if it is aborted before the turn comes; or what `work` threw
   */
  async take<Result>(
    owner: string | undefined,
    signal: AbortSignal,
    work: () => Promise<Result>,
  ): Promise<Result> {
    await this.enter(owner, signal);
    const turn = { since: performance.now() };
    this.running.add(turn);
    try {
      return await work();
    } finally {
      this.running.delete(turn);
      const tookMs = performance.now() - turn.since;
      this.meanMs = this.meanMs === 0 ? tookMs : this.meanMs + weightOfNew * (tookMs - this.meanMs);
      const next = this.next();
      // The place is handed on, so that nobody who comes now gets in between.
      if (next) next.begin();
      else this.places -= 1;
    }
  }

  /**
   * For what is still to come: refused while the queue is so long that this owner would wait for long.
   *
   * @throws RejectedRequest SERVICE_UNAVAILABLE
   */
  assertShort(owner: string): void {
    const waitMs = this.expectedWaitMs(owner);
    if (waitMs > this.settings.longWaitMs) throw busy(waitMs);
  }

  private expectedWaitMs(owner: string): number {
    if (this.places < this.settings.atOnce) return 0;
    const own = this.lines.get(owner)?.length ?? 0;
    let before = own;
    for (const [other, line] of this.lines) if (other !== owner) before += Math.min(line.length, own + 1);
    return ((before + 1) * this.turnMs()) / this.settings.atOnce;
  }

  /** As long as those before; or as long as these last by now, where that is more. */
  private turnMs(): number {
    const now = performance.now();
    let total = 0;
    for (const { since } of this.running) total += now - since;
    return Math.max(this.meanMs, total / Math.max(1, this.running.size));
  }

  private async enter(owner: string | undefined, signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    if (this.places < this.settings.atOnce) {
      this.places += 1;
      return;
    }
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const waiting = { begin: resolve };
    const abort = () => {
      if (this.remove(owner, waiting)) reject(signal.reason as Error);
    };
    this.add(owner, waiting);
    signal.addEventListener('abort', abort);
    try {
      // A turn that has come is not given back here: whoever works looks at the signal.
      await promise;
    } finally {
      signal.removeEventListener('abort', abort);
    }
  }

  private add(owner: string | undefined, waiting: Waiting): void {
    const line = owner === undefined ? this.yielding : this.lines.get(owner);
    if (line) line.push(waiting);
    else this.lines.set(owner!, [waiting]);
  }

  private remove(owner: string | undefined, waiting: Waiting): boolean {
    const line = (owner === undefined ? this.yielding : this.lines.get(owner)) ?? [];
    const place = line.indexOf(waiting);
    if (place < 0) return false;
    line.splice(place, 1);
    if (owner !== undefined && line.length === 0) this.lines.delete(owner);
    return true;
  }

  private next(): Waiting | undefined {
    const [first] = this.lines;
    this.sinceYielding += 1;
    if (!first || (this.sinceYielding >= turnsPerYielding && this.yielding.length > 0)) {
      this.sinceYielding = 0;
      return this.yielding.shift();
    }
    const [owner, line] = first;
    const next = line.shift();
    // To the end of the owners.
    this.lines.delete(owner);
    if (line.length > 0) this.lines.set(owner, line);
    return next;
  }
}

function busy(waitMs: number): RejectedRequest {
  const retryAfterSeconds = Math.min(longestRetrySeconds, Math.max(1, Math.ceil(waitMs / 1_000)));
  const detail = 'more recordings wait to be decoded than can be soon: come again later';
  return new RejectedRequest('SERVICE_UNAVAILABLE', detail, { retryAfterSeconds });
}
