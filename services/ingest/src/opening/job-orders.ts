import {
  jobSubmitted,
  recordingRequested,
  type Envelope,
  type JobSubmitted,
} from '@meeting-intelligence/contracts';
import { AppError } from '@meeting-intelligence/errors';
import { KeyRing } from '@meeting-intelligence/key-ring';
import { rootEvent } from '@meeting-intelligence/messaging';
import { traceHeaders } from '@meeting-intelligence/telemetry';
import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import type { Job } from '../job.js';
import { sealedWebhook } from '../submission/sealed-webhook.js';

/** What a CMS said that the ledger keeps sealed only: whoever reads it can fetch the recording, or forge a webhook. */
const jobOrder = z.object({
  /** Null where the recording came with the job. */
  recordingUrl: z.string().nullable(),
  /** With its secret as the CMS gave it. */
  webhook: jobSubmitted.schema.shape.webhook,
  /** Of the request that handed it in: what is done later has a trace of its own, with a link to it. */
  traceparent: z.string().optional(),
});
export interface JobOrder {
  readonly recordingUrl: string | null;
  readonly webhook: JobSubmitted['data']['webhook'];
  readonly traceparent?: string;
}

/** Orders are kept while a job may have to be handed to the pipeline later, or once more (docs/secrets.md). */
@Injectable()
export class JobOrders {
  constructor(private readonly keys: KeyRing) {}

  seal(order: JobOrder, jobId: string): string {
    const { traceparent } = traceHeaders();
    return this.keys.seal(JSON.stringify({ ...order, traceparent }), jobId);
  }

  /**
   * Undefined where none is kept: it was accepted by a build that kept none, or has ended otherwise than failed.
   *
   * @throws AppError SECRET_KEY_UNKNOWN, SECRET_UNREADABLE; JOB_NOT_RETRYABLE for one of a build that writes them otherwise
   */
  orderOf({ id, sealedOrder }: Pick<Job, 'id' | 'sealedOrder'>): JobOrder | undefined {
    if (sealedOrder === null) return undefined;
    const opened = this.keys.open(sealedOrder, id);
    try {
      return jobOrder.parse(JSON.parse(opened));
    } catch {
      // Without what was wrong with it: that quotes the order.
      throw new AppError('JOB_NOT_RETRYABLE', 'the order of the job is not one that this build can read');
    }
  }

  /** The `traceparent` of the request that handed the job in; undefined where it is not known. */
  submissionOf(job: Pick<Job, 'id' | 'sealedOrder'>): string | undefined {
    try {
      return this.orderOf(job)?.traceparent;
    } catch {
      return undefined; // who needs the order says so
    }
  }

  /**
   * The event with which a generation of the job begins: `job.submitted`, or `recording.requested` where its recording was not
   * fetched yet. Its id follows from the job and the generation.
   */
  firstEvent(
    { id, owner, recording, meeting }: Pick<Job, 'id' | 'owner' | 'recording' | 'meeting'>,
    { recordingUrl, webhook: given }: JobOrder,
    generation: number,
  ): Envelope {
    const { traceparent } = traceHeaders();
    const webhook = sealedWebhook(given, id, this.keys);
    const origin = { source: 'ingest', subject: id, owner, generation, traceparent };
    if (recording) return rootEvent(jobSubmitted({ recording, meeting, webhook }), origin);
    if (recordingUrl === null) throw new Error('expected a job with a recording, or with the URL of one');
    return rootEvent(recordingRequested({ recordingUrl, meeting, webhook }), origin);
  }
}
