import { NotificationListener } from '@meeting-intelligence/database';
import type { Logger } from '@meeting-intelligence/telemetry';
import type { DataSource } from 'typeorm';
import { Rounds } from '../../rounds.js';
import type { NumberEvents } from '../number-events.js';
import { topicOf, type Wakeups } from '../wakeups.js';
import { jobsChannel } from './tell-of-events.js';

/** How long it takes until a change is seen whose notification was lost. */
const lookEveryMs = 5_000;

/**
 * Wakes those who wait in this process: by one listening connection, and by one look every 5 s at the jobs they wait for.
 * No one of them polls.
 */
export class PostgresWakeups extends Rounds {
  private readonly listener: NotificationListener;
  /** As of the last look. */
  private sequences = new Map<string, number>();

  constructor(
    private readonly dataSource: DataSource,
    private readonly wakeups: Wakeups,
    private readonly numbering: NumberEvents,
    logger: Logger,
    intervalMs = lookEveryMs,
  ) {
    super({ name: 'look for changes of jobs', intervalMs, logger });
    this.listener = new NotificationListener(dataSource, jobsChannel, (topic) => this.onNotified(topic));
  }

  override onApplicationBootstrap(): void {
    this.listener.start();
    super.onApplicationBootstrap();
  }

  override async beforeApplicationShutdown(): Promise<void> {
    await Promise.all([this.listener.stop(), super.beforeApplicationShutdown()]);
  }

  override async round(): Promise<void> {
    const ids = this.wakeups.watchedJobs();
    if (ids.length === 0) return this.sequences.clear();
    const rows: { id: string; last_sequence: number }[] = await this.dataSource.query(
      'select id, last_sequence from ingest.jobs where id = any($1::uuid[])',
      [ids],
    );
    const found = new Map(rows.map((row) => [row.id, row.last_sequence]));
    const before = this.sequences;
    this.sequences = found;
    // Also of a job that was not looked at before, or is gone.
    for (const id of ids) {
      if (before.get(id) !== found.get(id)) this.wakeups.ring(topicOf.job(id));
    }
  }

  private onNotified(topic: string | undefined): void {
    if (topic === undefined) this.wakeups.ringAll();
    else this.wakeups.ring(topic);
    if (!topic || topic.startsWith(topicOf.job(''))) this.numbering.onRecorded();
  }
}
