import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from '@meeting-intelligence/telemetry';
import { Bell } from './bell.js';
import type { EventFeed } from './event-feed.js';
import { topicOf, type Wakeups } from './wakeups.js';

/** Also the longest that an event is without its number while nobody here waits for one. */
const lookEveryMs = 5_000;
/** Events that come within so long are numbered together. */
const gatherMs = 20;

/**
 * Gives the events of all jobs their positions (event-feed.ts), soon after they were recorded while somebody in this process
 * follows an owner, else every 5 s. Several gateways may do so at once.
 */
export class NumberEvents {
  private readonly bell = new Bell();
  private isStopping = false;
  private running?: Promise<void>;
  private lastPosition = 0;

  constructor(
    private readonly feed: EventFeed,
    private readonly wakeups: Wakeups,
    private readonly logger: Logger,
  ) {}

  /** Something was recorded of a job. */
  onRecorded(): void {
    if (this.wakeups.isAnyOwnerWatched()) this.bell.ring();
  }

  // What Nest calls
  onApplicationBootstrap(): void {
    this.running ??= this.run();
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.isStopping = true;
    this.bell.ring();
    await this.running;
  }

  private async run(): Promise<void> {
    while (!this.isStopping) {
      this.bell.reset();
      try {
        await this.feed.numberAll();
        await this.wakeIfLost();
      } catch (err) {
        this.logger.warn({ err }, 'events could not be numbered: to be tried again');
        await sleep(1_000);
      }
      if (!this.isStopping) await this.bell.rungWithin(lookEveryMs);
      if (!this.isStopping) await sleep(gatherMs);
    }
  }

  /** Whoever numbers notifies; this is the net for a notification that was lost. */
  private async wakeIfLost(): Promise<void> {
    const position = await this.feed.lastPosition();
    if (position !== this.lastPosition) this.wakeups.ringAll(topicOf.owner(''));
    this.lastPosition = position;
  }
}
