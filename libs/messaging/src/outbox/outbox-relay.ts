import { setTimeout as sleep } from 'node:timers/promises';
import type { Envelope } from '@meeting-intelligence/contracts';
import { NotificationListener } from '@meeting-intelligence/database';
import { AppError, toAppError } from '@meeting-intelligence/errors';
import { withLogContext, type LogContext, type Logger } from '@meeting-intelligence/telemetry';
import type { DataSource, EntityManager } from 'typeorm';
import { backoffMs } from '../backoff.js';
import type { EventBus } from '../event-bus.js';
import { measureOutbox } from './measure-outbox.js';
import { tablesIn, type Tables } from './tables.js';

export interface OutboxRelayOptions {
  /** How often it looks without having been notified (default 1 s): a net for lost notifications and due retries. */
  readonly pollMs?: number;
  /** Rows locked at a time (default 20; each may hold a long transcript). */
  readonly batch?: number;
}

interface Row {
  readonly id: string;
  readonly event_id: string;
  readonly envelope: string;
  readonly attempts: number;
}

const LONGEST_WAIT_S = 300;

/**
 * Publishes what the outbox holds. Rows stay locked until the broker confirmed them and are deleted in the same
 * transaction: several relays share the work, and a crash in between publishes an event a second time, under the same id.
 */
export class OutboxRelay {
  private readonly tables: Tables;
  private readonly listener: NotificationListener;
  private readonly stopping = new AbortController();
  private wake = Promise.withResolvers<void>();
  private running?: Promise<void>;
  private stopMeasuring?: () => void;

  constructor(
    private readonly dataSource: DataSource,
    private readonly bus: EventBus,
    private readonly schema: string,
    private readonly logger: Logger,
    private readonly options: OutboxRelayOptions = {},
  ) {
    this.tables = tablesIn(schema);
    this.listener = new NotificationListener(dataSource, this.tables.channel, () => this.wake.resolve());
  }

  start(): void {
    if (this.running) return;
    this.listener.start();
    this.stopMeasuring = measureOutbox(this.dataSource, this.schema);
    this.running = this.run();
  }

  /** Ends after the batch in flight. What is left is published by another replica, or after the next start. */
  async stop(): Promise<void> {
    this.stopping.abort();
    this.stopMeasuring?.();
    this.wake.resolve();
    await Promise.all([this.running, this.listener.stop()]);
  }

  // What Nest calls
  onApplicationBootstrap(): void {
    this.start();
  }

  /** Before `onApplicationShutdown`, in which TypeOrmModule destroys the data source. */
  async beforeApplicationShutdown(): Promise<void> {
    await this.stop();
  }

  private async run(): Promise<void> {
    const { signal } = this.stopping;
    for (let failures = 0; !signal.aborted;) {
      this.wake = Promise.withResolvers();
      try {
        const published = await this.publishBatch();
        failures = 0;
        if (published > 0) continue;
        await this.untilWoken(this.options.pollMs ?? 1_000);
      } catch (error) {
        if (signal.aborted) return;
        failures += 1;
        this.logger.warn({ err: toAppError(error) }, 'the outbox waits');
        await sleep(backoffMs(failures), undefined, { signal }).catch(() => undefined);
      }
    }
  }

  /** @returns how many rows it dealt with; rejects when broker or database are away, and has then changed nothing */
  private publishBatch(): Promise<number> {
    return this.dataSource.transaction(async (transaction) => {
      const rows: Row[] = await transaction.query(
        `select id, event_id, envelope, attempts from ${this.tables.outbox}
         where not_before <= now() order by id limit $1 for update skip locked`,
        [this.options.batch ?? 20],
      );
      const results = await Promise.allSettled(
        rows.map((row) =>
          withLogContext(contextOf(row), () => this.bus.publish([JSON.parse(row.envelope) as Envelope])),
        ),
      );
      const confirmed = rows.filter((_, index) => results[index]?.status === 'fulfilled');
      if (confirmed.length > 0) {
        await transaction.query(`delete from ${this.tables.outbox} where id = any($1::bigint[])`, [
          confirmed.map(({ id }) => id),
        ]);
      }
      let outage: AppError | undefined;
      for (const [index, row] of rows.entries()) {
        const result = results[index];
        if (result?.status !== 'rejected') continue;
        const error = toAppError(result.reason);
        if (error.code === 'BROKER_UNAVAILABLE') outage = error;
        else await withLogContext(contextOf(row), () => this.postpone(transaction, row, error));
      }
      // Nobody's fault among the events: all of them wait. What was confirmed must not be rolled back for it.
      if (outage && confirmed.length === 0) throw outage;
      return outage ? 0 : rows.length;
    });
  }

  /** One event that cannot be published does not stand in the way of the others. */
  private async postpone(transaction: EntityManager, row: Row, error: AppError): Promise<void> {
    const { id, attempts } = row;
    const waitS = Math.min(LONGEST_WAIT_S, 2 ** Math.min(attempts, 16));
    this.logger.error(
      { delay_ms: waitS * 1_000, error_code: error.code, err: error },
      'an event of the outbox could not be published: to be tried again',
    );
    await transaction.query(
      `update ${this.tables.outbox}
       set attempts = attempts + 1, not_before = now() + make_interval(secs => $2), last_error = $3 where id = $1`,
      [id, waitS, `${error.code}: ${error.message}`.replaceAll('\0', '')],
    );
  }

  private async untilWoken(timeoutMs: number): Promise<void> {
    const timer = new AbortController();
    await Promise.race([
      this.wake.promise,
      sleep(timeoutMs, undefined, { signal: timer.signal }).catch(() => undefined),
    ]);
    timer.abort();
  }
}

function contextOf({ event_id: message_id, envelope, attempts }: Row): LogContext {
  const { subject, type } = JSON.parse(envelope) as Envelope;
  return { job_id: subject, message_id, event: type, attempt: attempts + 1 };
}
