import type { Logger } from '@meeting-intelligence/telemetry';
import { Bell } from './following/bell.js';

export interface RoundsOptions {
  /** For the log. */
  readonly name: string;
  /** From the end of a round to the beginning of the next, and before the first. */
  readonly intervalMs: number;
  readonly logger: Logger;
}

/**
 * Does something again and again while the application runs. Rounds never overlap; one that fails is logged, and the next
 * one tries again.
 */
export abstract class Rounds {
  private readonly stopping = new AbortController();
  private readonly bell = new Bell();
  private running?: Promise<void>;

  constructor(private readonly options: RoundsOptions) {}

  /** One round. `signal` is aborted when the application stops: what has not begun is left for later. */
  abstract round(signal: AbortSignal): Promise<void>;

  // What Nest calls
  onApplicationBootstrap(): void {
    this.running ??= this.run(this.stopping.signal);
  }

  /** Before `onApplicationShutdown`, in which TypeOrmModule destroys the data source. */
  async beforeApplicationShutdown(): Promise<void> {
    this.stopping.abort();
    this.wake();
    await this.running;
  }

  /** Begins the next round at once; during one, another after it. */
  protected wake(): void {
    this.bell.ring();
  }

  private async run(signal: AbortSignal): Promise<void> {
    const { name, intervalMs, logger } = this.options;
    while (!signal.aborted) {
      await this.bell.rungWithin(intervalMs);
      if (signal.aborted) return;
      this.bell.reset();
      try {
        await this.round(signal);
      } catch (err) {
        if (!signal.aborted) logger.warn({ err, task: name }, 'a round failed: to be tried again');
      }
    }
  }
}
