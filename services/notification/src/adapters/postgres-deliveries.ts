import { tellingOutages } from '@meeting-intelligence/database';
import { randomUUID } from 'node:crypto';
import type { Transaction } from '@meeting-intelligence/messaging';
import type { DataSource } from 'typeorm';
import { Deliveries, type Claim } from '../deliveries.js';
import type { Attempt, Delivery } from '../delivery.js';
import { isErased, lockJob } from './lock-job.js';

/** Each step is one statement, and so atomic by itself, but the one that must not cross the erasing of the job. Leases are measured by the clock of the database alone. */
export class PostgresDeliveries extends Deliveries {
  constructor(private readonly dataSource: DataSource) {
    super();
  }

  override async claim(delivery: Delivery, leaseMs: number): Promise<Claim> {
    const { id, jobId, generation, outcome } = delivery;
    const lease = randomUUID();
    return tellingOutages(async () => {
      const [later] = await this.dataSource.query<unknown[]>(
        'select from notification.deliveries where job_id = $1 and generation > $2 limit 1',
        [jobId, generation],
      );
      if (later) {
        await this.giveUp(delivery);
        return { kind: 'settled' };
      }
      const isWanted = await this.dataSource.transaction(async (transaction) => {
        await lockJob(transaction, jobId);
        if (await isErased(transaction, jobId)) return false;
        await transaction.query(
          `insert into notification.deliveries (id, job_id, generation, outcome) values ($1, $2, $3, $4)
           on conflict do nothing`,
          [id, jobId, generation, outcome],
        );
        return true;
      });
      if (!isWanted) return { kind: 'settled' };
      // Of two at the same time the second waits for the row, and then finds it leased.
      const claimed = await this.dataSource.query<unknown[]>(
        `with claimed as (
           update notification.deliveries
           set status = 'pending', lease = $2, lease_until = now() + $3 * interval '1 ms', updated_at = now()
           where id = $1 and status <> 'delivered' and (lease_until is null or lease_until < now())
           returning id
         )
         select id from claimed`,
        [id, lease, leaseMs],
      );
      if (claimed.length > 0) return { kind: 'claimed', lease };
      const [found] = await this.dataSource.query<{ status: string }[]>(
        'select status from notification.deliveries where id = $1',
        [id],
      );
      return { kind: found && found.status !== 'delivered' ? 'busy' : 'settled' };
    });
  }

  override async erase(transaction: Transaction, jobId: string): Promise<void> {
    await lockJob(transaction, jobId);
    await transaction.query('delete from notification.deliveries where job_id = $1', [jobId]);
  }

  override async release({ id }: Delivery, lease: string): Promise<void> {
    await tellingOutages(() =>
      this.dataSource.query(
        'update notification.deliveries set lease = null, lease_until = null where id = $1 and lease = $2',
        [id, lease],
      ),
    );
  }

  override async recordDelivered(
    transaction: Transaction,
    { id }: Delivery,
    attempt: Attempt,
  ): Promise<number | undefined> {
    const [recorded] = await transaction.query<{ number: number }[]>(
      `with delivery as (
         update notification.deliveries
         set status = 'delivered', attempts = attempts + 1, lease = null, lease_until = null, updated_at = now()
         where id = $1
         returning id, attempts
       )
       ${insertAttempt} returning number`,
      [id, ...valuesOf(attempt)],
    );
    return recorded?.number;
  }

  override async recordFailed(
    { id }: Delivery,
    lease: string,
    attempt: Attempt,
  ): Promise<number | undefined> {
    // When the lease ended during a long attempt, somebody else's claim is left as it is.
    const [recorded] = await tellingOutages(() =>
      this.dataSource.query<{ number: number; status: string }[]>(
        `with delivery as (
           update notification.deliveries
           set attempts = attempts + 1,
             lease = case when lease = $7 then null else lease end,
             lease_until = case when lease = $7 then null else lease_until end,
             updated_at = now()
           where id = $1
           returning id, attempts, status
         )
         ${insertAttempt} returning number, (select status from delivery)`,
        [id, ...valuesOf(attempt), lease],
      ),
    );
    return recorded?.status === 'delivered' ? undefined : recorded?.number;
  }

  override async giveUp({ id }: Delivery): Promise<boolean> {
    return tellingOutages(async () => {
      await this.dataSource.query(
        `update notification.deliveries set status = 'exhausted', updated_at = now()
         where id = $1 and status = 'pending' and (lease_until is null or lease_until < now())`,
        [id],
      );
      const pending = await this.dataSource.query<unknown[]>(
        `select from notification.deliveries where id = $1 and status = 'pending'`,
        [id],
      );
      return pending.length === 0;
    });
  }
}

const insertAttempt = `
  insert into notification.delivery_attempts
    (delivery_id, number, started_at, duration_ms, status_code, response_text, error)
  select id, attempts, $2, $3, $4, $5, $6 from delivery`;

function valuesOf({ startedAt, durationMs, statusCode, responseText, error }: Attempt): unknown[] {
  return [startedAt, durationMs, statusCode, responseText, error];
}
