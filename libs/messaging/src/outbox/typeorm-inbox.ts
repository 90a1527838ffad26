import {
  eventsConsumedBy,
  type Envelope,
  type EventDraft,
  type ServiceName,
} from '@meeting-intelligence/contracts';
import { tellingOutages } from '@meeting-intelligence/database';
import { metrics } from '@meeting-intelligence/metrics';
import { traceHeaders } from '@meeting-intelligence/telemetry';
import type { DataSource } from 'typeorm';
import { envelopesOf } from '../envelopes-of.js';
import { queueName } from '../queue-names.js';
import { Inbox, type Outbox, type Transaction } from './inbox.js';
import { tablesIn } from './tables.js';

export class TypeOrmInbox extends Inbox {
  private readonly table: string;

  constructor(
    private readonly dataSource: DataSource,
    private readonly outbox: Outbox,
    private readonly service: ServiceName,
    schema: string,
  ) {
    super();
    this.table = tablesIn(schema).inbox;
    const queues = eventsConsumedBy(service).map(({ type }) => queueName(service, type));
    metrics.inboxDuplicates.initialise({ queue: queues });
  }

  /** @throws AppError DATABASE_UNAVAILABLE, or what `work` throws; then nothing of it has happened */
  override async once(
    event: Envelope,
    work: (transaction: Transaction) => Promise<readonly EventDraft[]>,
  ): Promise<readonly EventDraft[]> {
    await tellingOutages(() =>
      this.dataSource.transaction(async (transaction) => {
        // Of two at the same time the second waits here for the first to commit or roll back.
        const queue = queueName(this.service, event.type);
        const fresh: unknown[] = await transaction.query(
          `insert into ${this.table} (consumer, event_id) values ($1, $2) on conflict do nothing returning 1`,
          [queue, event.id],
        );
        if (fresh.length === 0) return metrics.inboxDuplicates.add({ queue });
        const drafts = await work(transaction);
        const origin = { source: this.service, traceparent: traceHeaders().traceparent ?? event.traceparent };
        await this.outbox.add(transaction, envelopesOf(drafts, event, origin));
      }),
    );
    return [];
  }
}
