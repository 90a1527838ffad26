import { pipeline, type PipelineRow } from '@meeting-intelligence/contracts';
import type { EventBus, QueueCounts } from '@meeting-intelligence/messaging';
import { metrics, type Reading } from '@meeting-intelligence/metrics';
import type { Logger } from '@meeting-intelligence/telemetry';
import { inTime } from '../http/in-time.js';
import { Rounds } from '../rounds.js';
import type { LedgerFigures } from './ledger-figures.js';

export interface WatchQueuesSettings {
  /** How often the broker is asked, and how old an answer may get before it is not told any more: three times of it. */
  readonly intervalMs: number;
  readonly logger: Logger;
}

interface Look {
  readonly at: number;
  readonly queues: readonly QueueCounts[];
  /** In seconds; of a queue whose age is not known there is none. */
  readonly ages: ReadonlyMap<string, number>;
}

/** Later ones are not looked up: a queue that is so long is old enough, and its age is at least that. */
const deepest = 20_000;
/** So long the numbers wait for the ages at most: a database that hangs must not hide what the broker tells. */
const agesWithinMs = 5_000;

/**
 * How many messages wait in each work queue of the pipeline, and since when the oldest of them does: for all services, as one
 * without consumers has nobody who could tell.
 *
 * No broker tells the age for a quorum queue. But queues are first in, first out, so the `n` messages that wait are the `n`
 * youngest events of their type which are sent, and the ledger knows when each of these was. Nothing is sent, taken or peeked at
 * for it. A retry comes to the end of the queue with an older event, so that after many retries the age is too high, never above
 * the time since one of the gateways last saw the queue empty: they tell each other. Where none of them has, only events count
 * that came while this one was watching. What ingest has not handled is not in the ledger yet: the oldest of such reports is
 * younger than the youngest that is.
 */
export class WatchQueues extends Rounds {
  private look?: Look;
  /** When a queue was seen first, by the clock of the process. */
  private readonly watchedSince = new Map<string, number>();
  private readonly ends: (() => void)[] = [];

  constructor(
    private readonly bus: Pick<EventBus, 'counts'>,
    private readonly figures: Pick<LedgerFigures, 'ageOfYoungest' | 'unsent' | 'sawEmpty'>,
    private readonly settings: WatchQueuesSettings,
  ) {
    super({ ...settings, name: 'watch queues' });
  }

  override onApplicationBootstrap(): void {
    metrics.queueLooks.initialise({ outcome: ['ok', 'failed'] });
    this.ends.push(
      metrics.queueReady.from(() => this.readings(({ ready }) => ready)),
      metrics.queueDelayed.from(() => this.readings(({ delayed }) => delayed)),
      metrics.queueDead.from(() => this.readings(({ dead }) => dead)),
      metrics.queueConsumers.from(() => this.readings(({ consumers }) => consumers)),
      metrics.queueOldestAge.from(() => this.readings(({ queue }) => this.look?.ages.get(queue))),
    );
    super.onApplicationBootstrap();
  }

  override async beforeApplicationShutdown(): Promise<void> {
    for (const end of this.ends) end();
    await super.beforeApplicationShutdown();
  }

  /** @throws AppError BROKER_UNAVAILABLE */
  override async round(): Promise<void> {
    try {
      // First: what is sent meanwhile counts twice, and not for none.
      const unsent = await this.unlessUnknown(this.figures.unsent());
      const queues = await this.bus.counts();
      const ages = unsent && (await this.unlessUnknown(this.agesOf(queues, unsent)));
      this.look = { at: performance.now(), queues, ages: ages ?? new Map() };
      metrics.queueLooks.add({ outcome: 'ok' });
    } catch (error) {
      metrics.queueLooks.add({ outcome: 'failed' });
      throw error;
    }
  }

  /** The numbers are told without the ages too. */
  private async unlessUnknown<Figures>(asking: Promise<Figures>): Promise<Figures | undefined> {
    try {
      return await inTime(asking, agesWithinMs);
    } catch (err) {
      this.settings.logger.warn({ err }, 'how old the messages in the queues are is not known');
      return undefined;
    }
  }

  private async agesOf(
    queues: readonly QueueCounts[],
    unsent: ReadonlyMap<string, number>,
  ): Promise<ReadonlyMap<string, number>> {
    const empty = queues.filter(({ ready }) => ready === 0).map(({ queue }) => queue);
    const sinceEmpty = await this.figures.sawEmpty(empty);
    const ages = new Map<string, number>();
    for (const { queue, ready } of queues) {
      if (ready === undefined) continue;
      const watchedSeconds = this.watchedSeconds(queue);
      const recorded = ready === 0 ? null : await this.recordedAge(queue, ready, unsent);
      const bound = sinceEmpty.get(queue);
      if (ready === 0) ages.set(queue, 0);
      else if (bound !== undefined) ages.set(queue, Math.min(recorded ?? Infinity, bound));
      else if (recorded !== null && recorded <= watchedSeconds) ages.set(queue, recorded);
    }
    return ages;
  }

  private watchedSeconds(queue: string): number {
    const now = performance.now();
    const since = this.watchedSince.get(queue) ?? now;
    this.watchedSince.set(queue, since);
    return (now - since) / 1_000;
  }

  /** By the ledger alone; null where it knows none of the events. */
  private async recordedAge(
    queue: string,
    ready: number,
    unsent: ReadonlyMap<string, number>,
  ): Promise<number | null> {
    const row = eventIn(queue);
    if (!row) return null;
    const { type } = row.event;
    const place = isRecordedFirst(row) ? Math.min(ready + (unsent.get(type) ?? 0), deepest) : 1;
    return this.figures.ageOfYoungest(type, place);
  }

  private readings(value: (queue: QueueCounts) => number | undefined): readonly Reading<{ queue: string }>[] {
    const { look } = this;
    if (!look || performance.now() - look.at > 3 * this.settings.intervalMs) return [];
    return look.queues.flatMap((counts) => {
      const known = value(counts);
      return known === undefined ? [] : [{ labels: { queue: counts.queue }, value: known }];
    });
  }
}

const rows: readonly PipelineRow[] = pipeline;

/** The row of the pipeline whose event waits there, and who is to take it. */
function eventIn(queue: string): (PipelineRow & { readonly consumer: string }) | undefined {
  const consumer = queue.slice(0, queue.indexOf('.'));
  const row = rows.find(({ event }) => event.type === queue.slice(consumer.length + 1));
  return row && { ...row, consumer };
}

/** Whether the ledger knows of an event before it is handled: what only others publish, ingest records by handling it. */
function isRecordedFirst({ consumer, publishedBy }: PipelineRow & { readonly consumer: string }): boolean {
  return consumer !== 'ingest' || publishedBy.every((service) => service === 'ingest');
}
