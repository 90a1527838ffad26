import type { Socket } from 'node:net';
import type { Direction, Toxic } from './toxics.js';

export interface FlowEvents {
  readonly onBytes: (direction: Direction, count: number) => void;
  /** A toxic had its effect on a piece. */
  readonly onMet: (toxic: Toxic) => void;
  /** The number of bytes after which the connection is to be cut has passed. */
  readonly onCut: () => void;
}

/** One piece of what was sent, or (without bytes) its end. */
interface Piece {
  readonly bytes?: Buffer;
  readonly dueAt: number;
}

/** What may be on its way; more is left with the sender, who notices. */
const MOST_QUEUED = 1_048_576;
/** A throttled piece is what passes in this time. */
const THROTTLE_STEP_S = 0.05;

/** One direction of one connection: from a socket to the other, through the toxic, in order and with back-pressure. */
export class Flow {
  private readonly queue: Piece[] = [];
  private queuedBytes = 0;
  private busyUntil = 0;
  private leftUntilCut = Number.POSITIVE_INFINITY;
  private timer?: NodeJS.Timeout;
  private waitsForDrain = false;
  private isOver = false;

  constructor(
    private readonly direction: Direction,
    private readonly from: Socket,
    private readonly to: Socket,
    private toxic: Toxic,
    private readonly events: FlowEvents,
  ) {
    this.change(toxic);
    from.on('data', (bytes) => this.take(bytes));
    from.once('end', () => this.enqueue(undefined));
    to.on('drain', () => {
      this.waitsForDrain = false;
      this.pump();
    });
  }

  change(toxic: Toxic): void {
    this.toxic = toxic;
    const cuts = toxic.kind === 'cut-after' && toxic.direction === this.direction;
    this.leftUntilCut = cuts ? toxic.bytes : Number.POSITIVE_INFINITY;
    this.readWhatFits();
    this.pump();
  }

  stop(): void {
    this.isOver = true;
    clearTimeout(this.timer);
    this.queue.length = 0;
  }

  private get isHeld(): boolean {
    return this.toxic.kind === 'partition';
  }

  private take(bytes: Buffer): void {
    const { toxic } = this;
    if (toxic.kind === 'drop' && toxic.direction === this.direction) return this.events.onMet(toxic);
    if (toxic.kind !== 'throttle') return this.enqueue(bytes);
    const step = Math.max(1, Math.floor(toxic.bytesPerSecond * THROTTLE_STEP_S));
    for (let start = 0; start < bytes.length; start += step)
      this.enqueue(bytes.subarray(start, start + step));
  }

  private enqueue(bytes: Buffer | undefined): void {
    this.queue.push({ bytes, dueAt: this.dueAt(bytes?.length ?? 0) });
    this.queuedBytes += bytes?.length ?? 0;
    this.readWhatFits();
    this.pump();
  }

  private dueAt(length: number): number {
    const { toxic } = this;
    const now = performance.now();
    if (toxic.kind === 'latency') {
      const late = now + toxic.ms + Math.random() * (toxic.jitterMs ?? 0);
      this.busyUntil = Math.max(this.busyUntil, late); // in order: jitter overtakes nothing
    } else if (toxic.kind === 'throttle') {
      this.busyUntil = Math.max(this.busyUntil, now) + (length / toxic.bytesPerSecond) * 1_000;
    } else return this.queue.length > 0 ? this.busyUntil : now;
    if (length > 0) this.events.onMet(toxic);
    return this.busyUntil;
  }

  private readWhatFits(): void {
    if (this.isHeld || this.queuedBytes >= MOST_QUEUED) this.from.pause();
    else this.from.resume();
  }

  /** Sends what is due. */
  private pump(): void {
    clearTimeout(this.timer);
    while (!this.isOver && !this.isHeld && !this.waitsForDrain) {
      const [next] = this.queue;
      if (!next) return;
      const waitMs = next.dueAt - performance.now();
      if (waitMs > 0) {
        this.timer = setTimeout(() => this.pump(), waitMs);
        return;
      }
      this.queue.shift();
      this.send(next);
    }
  }

  private send({ bytes }: Piece): void {
    if (!bytes) {
      this.to.end();
      return;
    }
    this.queuedBytes -= bytes.length;
    this.readWhatFits();
    const passing = bytes.subarray(0, this.leftUntilCut);
    this.leftUntilCut -= passing.length;
    this.events.onBytes(this.direction, passing.length);
    if (this.leftUntilCut === 0) {
      this.isOver = true;
      this.to.write(passing, () => this.events.onCut());
    } else this.waitsForDrain = !this.to.write(passing);
  }
}
