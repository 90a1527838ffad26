import { jobSubmitted, type JobSubmitted } from '@meeting-intelligence/contracts';
import { KeyRing } from '@meeting-intelligence/key-ring';
import { Outbox, rootEvent } from '@meeting-intelligence/messaging';
import { ObjectStore } from '@meeting-intelligence/storage';
import { traceHeaders } from '@meeting-intelligence/telemetry';
import { Injectable } from '@nestjs/common';
import { JobLedger } from './job-ledger.js';
import type { Job } from './job.js';
import { ledgerEntryOf } from './ledger-entry.js';
import { sealedWebhook } from './submission/sealed-webhook.js';

/** Accepts a job whose recording is stored: the job, its history and its event come into being together or not at all. */
@Injectable()
export class SubmitJob {
  constructor(
    private readonly ledger: JobLedger,
    private readonly outbox: Outbox,
    private readonly store: ObjectStore,
    private readonly keys: KeyRing,
  ) {}

  /**
   * The secret of the webhook comes plain and leaves sealed. Where the job cannot be written down, its recording is deleted again.
   *
   * @throws AppError DATABASE_UNAVAILABLE
   */
  async submit(id: string, owner: string, data: JobSubmitted['data']): Promise<Job> {
    const { recording, meeting, webhook } = data;
    const { traceparent } = traceHeaders();
    const event = rootEvent(jobSubmitted({ ...data, webhook: sealedWebhook(webhook, id, this.keys) }), {
      source: 'ingest',
      subject: id,
      owner,
      generation: 1,
      traceparent,
    });
    try {
      return await this.ledger.transaction(async (transaction) => {
        const job = { id, owner, recording, meeting, webhookUrl: webhook?.url ?? null };
        const opened = await this.ledger.open(transaction, job, ledgerEntryOf(event));
        await this.outbox.add(transaction, [event]);
        return opened;
      });
    } catch (error) {
      // A connection that is lost during the commit leaves open whether the job exists. While that cannot be found out
      // the recording stays: one too many costs disk space, one too few costs a job.
      if ((await this.ledger.find(id)) === undefined) await this.store.delete(recording.key);
      throw error;
    }
  }
}
