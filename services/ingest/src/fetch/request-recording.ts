import { recordingRequested, type RecordingRequested } from '@meeting-intelligence/contracts';
import { KeyRing } from '@meeting-intelligence/key-ring';
import { Outbox, rootEvent } from '@meeting-intelligence/messaging';
import { traceHeaders } from '@meeting-intelligence/telemetry';
import { Injectable } from '@nestjs/common';
import { JobLedger } from '../job-ledger.js';
import { newJobProgress, progressAfter } from '../job-progress.js';
import type { Job } from '../job.js';
import { ledgerEntryOf } from '../ledger-entry.js';
import { sealedWebhook } from '../submission/sealed-webhook.js';

/** Accepts a job whose recording is still to be fetched: the job, its history and its event come into being together. */
@Injectable()
export class RequestRecording {
  constructor(
    private readonly ledger: JobLedger,
    private readonly outbox: Outbox,
    private readonly keys: KeyRing,
  ) {}

  /**
   * The secret of the webhook comes plain and leaves sealed.
   *
   * @throws AppError DATABASE_UNAVAILABLE
   */
  request(id: string, owner: string, data: RecordingRequested['data']): Promise<Job> {
    const { meeting, webhook } = data;
    const { traceparent } = traceHeaders();
    const draft = recordingRequested({ ...data, webhook: sealedWebhook(webhook, id, this.keys) });
    const event = rootEvent(draft, { source: 'ingest', subject: id, owner, generation: 1, traceparent });
    return this.ledger.transaction(async (transaction) => {
      const job = { id, owner, recording: null, meeting, webhookUrl: webhook?.url ?? null };
      const progress = progressAfter(newJobProgress, event);
      const opened = await this.ledger.open(transaction, job, ledgerEntryOf(event), progress);
      await this.outbox.add(transaction, [event]);
      return opened;
    });
  }
}
