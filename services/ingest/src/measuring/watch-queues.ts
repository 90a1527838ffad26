import { pipeline, type PipelineRow } from '@meeting-intelligence/contracts';
import type { EventBus, QueueCounts } from '@meeting-intelligence/messaging';
import { metrics, type Reading } from '@meeting-intelligence/metrics';
import type { Logger } from '@meeting-intelligence/telemetry';
import { Rounds } from '../rounds.js';
import type { LedgerFigures } from './ledger-figures.js';

export interface WatchQueuesSettings {
  /** How often the broker is asked, and how old an answer may get before it is not told any more: three times of it. */
  readonly intervalMs: number;
  readonly logger: Logger;
}

interface Look {
  readonly at: number;
  readonly queues: readonly (QueueCounts & { readonly ageSeconds: number })[];
}

/** Later ones are not looked up: a queue that is so long is old enough, and its age is at least that. */
const deepest = 20_000;

/**
 * How many messages wait in each work queue of the pipeline, and since when the oldest of them does: for all services, as one
 * without consumers has nobody who could tell.
 *
 * No broker tells the age for a quorum queue. But queues are first in, first out, so the `n` messages that wait are the `n`
 * youngest events of their type, and the ledger knows when each of these was. Nothing is sent, taken or peeked at for it. A
 * retry comes to the end of the queue with an older event, so that after many retries the age is too high, never above the time
 * since the queue was last seen empty. What ingest has not handled is not in the ledger yet: the oldest of such reports is
 * younger than the youngest that is.
 */
export class WatchQueues extends Rounds {
  private look?: Look;
  /** When a queue was last seen empty, by the clock of the process. */
  private readonly emptyAt = new Map<string, number>();
  private readonly ends: (() => void)[] = [];

  constructor(
    private readonly bus: Pick<EventBus, 'counts'>,
    private readonly figures: Pick<LedgerFigures, 'ageOfYoungest'>,
    private readonly settings: WatchQueuesSettings,
  ) {
    super({ ...settings, name: 'watch queues' });
  }

  override onApplicationBootstrap(): void {
    this.ends.push(
      metrics.queueReady.from(() => this.readings(({ ready }) => ready)),
      metrics.queueDead.from(() => this.readings(({ dead }) => dead)),
      metrics.queueConsumers.from(() => this.readings(({ consumers }) => consumers)),
      metrics.queueOldestAge.from(() => this.readings(({ ageSeconds }) => ageSeconds)),
    );
    super.onApplicationBootstrap();
  }

  override async beforeApplicationShutdown(): Promise<void> {
    for (const end of this.ends) end();
    await super.beforeApplicationShutdown();
  }

  /** @throws AppError BROKER_UNAVAILABLE, DATABASE_UNAVAILABLE */
  override async round(): Promise<void> {
    try {
      const queues = [];
      for (const counts of await this.bus.counts())
        queues.push({ ...counts, ageSeconds: await this.ageOf(counts) });
      this.look = { at: performance.now(), queues };
      metrics.queueLooks.add({ outcome: 'ok' });
    } catch (error) {
      metrics.queueLooks.add({ outcome: 'failed' });
      throw error;
    }
  }

  /** A queue that was seen empty got its oldest message after that. One that nobody has seen empty and of whose events none is recorded: not known, and told as 0. */
  private async ageOf({ queue, ready }: QueueCounts): Promise<number> {
    const now = performance.now();
    if (ready === 0) {
      this.emptyAt.set(queue, now);
      return 0;
    }
    const emptyAt = this.emptyAt.get(queue);
    const sinceEmpty = emptyAt === undefined ? undefined : (now - emptyAt) / 1_000;
    const event = eventIn(queue);
    const place = event && isRecordedFirst(event) ? Math.min(ready, deepest) : 1;
    const recorded = event ? await this.figures.ageOfYoungest(event.event.type, place) : null;
    return Math.min(recorded ?? Infinity, sinceEmpty ?? (recorded === null ? 0 : Infinity));
  }

  private readings(value: (queue: Look['queues'][number]) => number): readonly Reading<{ queue: string }>[] {
    const { look } = this;
    if (!look || performance.now() - look.at > 3 * this.settings.intervalMs) return [];
    return look.queues.map((each) => ({ labels: { queue: each.queue }, value: value(each) }));
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
