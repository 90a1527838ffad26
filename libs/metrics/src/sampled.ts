import { setTimeout as sleep } from 'node:timers/promises';

export interface SampledOptions {
  /** So long an answer is good for everybody who asks (default 2 s, or longer than that for what costs). */
  readonly everyMs?: number;
  readonly timeoutMs?: number;
}

/**
 * What has to be asked of a database, for gauges whose sources must not wait. Whoever reads starts the asking, if it is time,
 * and gets what is known: nothing before the first answer, and nothing while asking fails. One question at a time, whoever
 * asks and however long it takes.
 */
export class Sampled<Value> {
  private value?: Value;
  private askedAt = Number.NEGATIVE_INFINITY;
  private asking?: Promise<void>;

  constructor(
    private readonly ask: () => Promise<Value>,
    private readonly options: SampledOptions = {},
  ) {}

  get current(): Value | undefined {
    return this.value;
  }

  /** Resolves when there is an answer or no more reason to wait for one; never rejects. */
  async refresh(): Promise<void> {
    const { everyMs = 2_000, timeoutMs = 1_000 } = this.options;
    if (!this.asking && performance.now() - this.askedAt >= everyMs) {
      this.askedAt = performance.now();
      this.asking = this.ask()
        .then(
          (value) => void (this.value = value),
          () => void (this.value = undefined),
        )
        .finally(() => (this.asking = undefined));
    }
    const { asking } = this;
    if (!asking) return;
    const late = new AbortController();
    const isLate = sleep(timeoutMs, true, { signal: late.signal, ref: false }).catch(() => false);
    if (await Promise.race([asking.then(() => false), isLate])) this.value = undefined;
    late.abort();
  }
}
