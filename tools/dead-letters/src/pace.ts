import { setTimeout as sleep } from 'node:timers/promises';

/** Lets so many through a second, evenly. */
export class Pace {
  private nextAt = 0;

  /** @param rate a second; undefined for as many as there are */
  constructor(private readonly rate?: number) {}

  /** Resolves when it is the caller's turn; early when interrupted, or when it would come after `endsAt`. */
  async turn(interrupted: AbortSignal, endsAt: number): Promise<void> {
    if (this.rate === undefined) return;
    const now = Date.now();
    const at = Math.max(now, this.nextAt);
    this.nextAt = at + 1_000 / this.rate;
    await sleep(Math.min(at, endsAt) - now, undefined, { signal: interrupted }).catch(() => undefined);
  }
}
