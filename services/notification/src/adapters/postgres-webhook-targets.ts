import { storable, tellingOutages } from '@meeting-intelligence/database';
import type { Transaction } from '@meeting-intelligence/messaging';
import type { DataSource } from 'typeorm';
import { WebhookTargets, type WebhookTarget } from '../webhook-targets.js';
import { isErased, lockJob } from './lock-job.js';

export class PostgresWebhookTargets extends WebhookTargets {
  constructor(private readonly dataSource: DataSource) {
    super();
  }

  override async remember(transaction: Transaction, jobId: string, target: WebhookTarget): Promise<void> {
    await lockJob(transaction, jobId);
    if (await isErased(transaction, jobId)) return;
    // A replayed submission may name another target: the last word counts.
    await transaction.query(
      `insert into notification.targets (job_id, url, secret, metadata, external_id) values ($1, $2, $3, $4, $5)
       on conflict (job_id) do update set url = $2, secret = $3, metadata = $4, external_id = $5`,
      [jobId, target.url, target.secret, JSON.stringify(target.metadata), storable(target.externalId)],
    );
  }

  override async erase(transaction: Transaction, jobId: string): Promise<void> {
    await lockJob(transaction, jobId);
    await transaction.query(
      'insert into notification.erased_jobs (job_id) values ($1) on conflict do nothing',
      [jobId],
    );
    await transaction.query('delete from notification.targets where job_id = $1', [jobId]);
  }

  override async find(jobId: string): Promise<WebhookTarget | 'erased' | undefined> {
    const rows = await tellingOutages(() =>
      this.dataSource.query<WebhookTarget[]>(
        'select url, secret, metadata, external_id as "externalId" from notification.targets where job_id = $1',
        [jobId],
      ),
    );
    if (rows[0]) return rows[0];
    return (await tellingOutages(() => isErased(this.dataSource, jobId))) ? 'erased' : undefined;
  }
}
