import { AppError, type Code } from '@meeting-intelligence/errors';
import { metrics } from '@meeting-intelligence/metrics';
import type { Logger } from '@meeting-intelligence/telemetry';
import {
  BrokenCircuitError,
  circuitBreaker,
  CircuitState,
  ConsecutiveBreaker,
  handleWhen,
  type CircuitBreakerPolicy,
  type IBackoff,
  type IHalfOpenAfterBackoffContext,
} from 'cockatiel';

export interface BreakerOptions {
  /** For messages: "speech provider". */
  readonly provider: string;
  /** A retryable AppError of this code is a failure of the provider; whatever else is thrown says nothing about it. */
  readonly failureCode: Code;
  /** Thrown while nothing is sent; marked `outage` in the table of errors. */
  readonly pausedCode: Code;
  /** In a row. */
  readonly failures: number;
  readonly pauseMs: number;
  readonly logger: Pick<Logger, 'info' | 'warn'>;
}

export type BreakerState = 'closed' | 'open' | 'trying';

const stateNumbers: Readonly<Record<BreakerState, number>> = { closed: 0, trying: 1, open: 2 };

/** A provider may ask for a day; asked for one answer every ten minutes it does not suffer, and we notice that it is back. */
const longestPauseMs = 600_000;

/**
 * One for all slots of a process. After so many failures in a row nothing is sent for a while, then one request finds out
 * whether the provider is back, and so on until it is.
 *
 * One piece of work that makes the provider fail each time cannot be told from an outage. With `failures` above the number
 * of requests that all attempts at one piece of work make, it is given up before it opens the breaker by itself, and other
 * work that succeeds keeps it closed.
 */
export class Breaker {
  /** On the clock of `performance.now()`. */
  private resumesAt = 0;
  private openedAt?: number;

  private readonly policy: CircuitBreakerPolicy;

  constructor(private readonly options: BreakerOptions) {
    // While one request finds out, all it throws keeps the breaker open: also what says nothing, as cockatiel would close it.
    const counted = handleWhen((error) => this.isFailure(error) || this.state === 'trying');
    const breaker = new ConsecutiveBreaker(options.failures);
    this.policy = circuitBreaker(counted, { breaker, halfOpenAfter: this.pause() });
    this.policy.onBreak((reason) => this.opened('error' in reason ? reason.error : undefined));
    this.policy.onReset(() => this.closed());
    metrics.breakerState.from(() => [
      { labels: { provider: options.provider }, value: stateNumbers[this.state] },
    ]);
  }

  get state(): BreakerState {
    if (this.policy.state === CircuitState.Closed) return 'closed';
    return this.policy.state === CircuitState.HalfOpen ? 'trying' : 'open';
  }

  /**
   * Runs `work`, or does not while the breaker is open.
   *
   * @throws AppError `pausedCode` when it did not run, or when it failed on the provider's side and the breaker is open
   * now; otherwise what `work` throws
   */
  async run<Result>(work: () => Promise<Result>): Promise<Result> {
    // cockatiel lets others wait for the one that finds out; they would hold their messages meanwhile.
    if (this.state === 'trying') throw this.paused();
    try {
      return await this.policy.execute(work);
    } catch (error) {
      if (error instanceof BrokenCircuitError) throw this.paused();
      throw this.isFailure(error) && this.state !== 'closed' ? this.paused(error) : error;
    }
  }

  /**
   * cockatiel compares the length of a pause with the time of day, and a clock put back by an hour would keep it open for
   * that hour: the length is "for ever" until a clock that only goes forward says that it is over.
   */
  private pause(): IBackoff<IHalfOpenAfterBackoffContext> {
    const isOver = () => performance.now() >= this.resumesAt;
    const pause = {
      get duration() {
        return isOver() ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
      },
      next: ({ result }: IHalfOpenAfterBackoffContext) => {
        this.resumesAt = performance.now() + this.waitMs('error' in result ? result.error : undefined);
        return pause;
      },
    };
    return pause;
  }

  private isFailure(error: unknown): boolean {
    return error instanceof AppError && error.code === this.options.failureCode && error.retryable;
  }

  private waitMs(error: unknown): number {
    if (!(error instanceof AppError) || !this.isFailure(error)) return 0;
    return Math.max(this.options.pauseMs, Math.min(error.retryAfterMs ?? 0, longestPauseMs));
  }

  private paused(cause?: unknown): AppError {
    const { provider, pausedCode } = this.options;
    const next =
      this.state === 'trying' ? 'one request is finding out' : `the next request is at ${this.resumeTime()}`;
    return new AppError(pausedCode, `the ${provider} is away: ${next}`, { cause });
  }

  /** Once for an outage, however many requests find that it goes on. */
  private opened(err: unknown): void {
    if (this.openedAt !== undefined) return;
    this.openedAt = performance.now();
    const { provider, failures, logger } = this.options;
    const until = this.resumeTime();
    logger.warn({ err, until }, `the ${provider} is away, ${failures} failures in a row: work for it waits`);
  }

  private closed(): void {
    const away_ms = Math.round(performance.now() - (this.openedAt ?? performance.now()));
    this.openedAt = undefined;
    this.options.logger.info({ away_ms }, `the ${this.options.provider} is back: work for it goes on`);
  }

  private resumeTime(): string {
    return new Date(Date.now() + Math.max(0, this.resumesAt - performance.now())).toISOString();
  }
}
