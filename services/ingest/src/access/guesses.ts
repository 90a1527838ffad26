import { createHash } from 'node:crypto';
import { AppError } from '@meeting-intelligence/errors';
import { tooMany } from '../http/too-many.js';

const windowMs = 1_000;

export interface GuessesOptions {
  /** Of the process, of all clients together. */
  readonly mostPerSecond?: number;
  readonly mostKnown?: number;
}

/**
 * Credentials that are not known cost a look into the database, and whoever has none may send as many as they like: so
 * many are looked up a second, the rest is refused unseen. Not by address: behind a proxy all clients have the same one, and
 * whoever attacks has many. A credential that was good lately is always looked up, so that nobody who works is kept out.
 */
export class Guesses {
  private readonly known = new Set<string>();
  /** Credentials that are looked up for the first time, until that is over. */
  private readonly firstLooks = new Map<string, Promise<unknown>>();
  private beganAt = 0;
  private wrong = 0;

  constructor(private readonly options: GuessesOptions = {}) {}

  /** @throws RejectedRequest RATE_LIMITED; or what `look` throws, of which UNAUTHORIZED counts as wrong */
  async check<Result>(credential: string, look: () => Promise<Result>): Promise<Result> {
    const name = createHash('sha256').update(credential).digest('base64');
    // A client that begins with many requests at once shows one credential, not many guesses.
    const firstLook = this.firstLooks.get(name);
    if (firstLook) await firstLook;
    if (this.known.has(name)) return this.looked(name, look);
    this.countUnknown();
    const looking = this.looked(name, look);
    if (!this.firstLooks.has(name)) {
      const over = looking.then(
        () => this.firstLooks.delete(name),
        () => this.firstLooks.delete(name),
      );
      this.firstLooks.set(name, over);
    }
    const result = await looking;
    // What was right is no guess.
    this.wrong -= 1;
    return result;
  }

  private async looked<Result>(name: string, look: () => Promise<Result>): Promise<Result> {
    try {
      const result = await look();
      this.remember(name);
      return result;
    } catch (error) {
      if (error instanceof AppError && error.code === 'UNAUTHORIZED') this.known.delete(name);
      throw error;
    }
  }

  private countUnknown(): void {
    const now = performance.now();
    if (now - this.beganAt >= windowMs) {
      this.beganAt = now;
      this.wrong = 0;
    }
    if (this.wrong >= (this.options.mostPerSecond ?? 200))
      throw tooMany('RATE_LIMITED', 'too many wrong credentials are shown at the moment', 1);
    this.wrong += 1;
  }

  /** Those that were used longest ago stand first, and go first. */
  private remember(name: string): void {
    this.known.delete(name);
    this.known.add(name);
    if (this.known.size > (this.options.mostKnown ?? 10_000))
      this.known.delete(this.known.values().next().value!);
  }
}
