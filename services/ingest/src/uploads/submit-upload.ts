import type { Recording } from '@meeting-intelligence/contracts';
import { RejectedRequest } from '@meeting-intelligence/http';
import { Injectable } from '@nestjs/common';
import type { Alongside } from '../idempotency/alongside.js';
import { JobLedger } from '../job-ledger.js';
import type { Job } from '../job.js';
import { ReceiveSubmission } from '../submission/receive-submission.js';
import { meetingDetailsOf, webhookOf } from '../submission/submission.js';
import { SubmitJob } from '../submit-job.js';
import type { UploadTarget } from '../upload/receive-upload.js';
import { UseUpload, type ReadyUpload } from './use-upload.js';

export interface UploadSubmission {
  readonly id: string;
  readonly owner: string;
  /** Where the recording goes. */
  readonly key: string;
  readonly body: unknown;
  /** Of the client that waits for the answer. */
  readonly signal: AbortSignal;
  /** Takes effect together with the job. */
  readonly alongside?: Alongside;
}

/** Accepts a job whose recording was uploaded before. */
@Injectable()
export class SubmitUpload {
  constructor(
    private readonly submissions: ReceiveSubmission,
    private readonly using: UseUpload,
    private readonly jobs: SubmitJob,
    private readonly ledger: JobLedger,
  ) {}

  /**
   * The recording is checked like one of a form, before the answer. Where it is refused, upload and bytes stay as they were.
   *
   * @throws as `ReceiveSubmission.byUpload`, `UseUpload.use`, `storeRecording` and `SubmitJob.submit`
   */
  async submit({ id, owner, key, body, signal, alongside }: UploadSubmission): Promise<Job> {
    const said = this.submissions.byUpload(body);
    // An attempt before made the job, and what it used may be gone; whether it was of the same request is found out alongside.
    const known = alongside && (await this.ledger.find(id, owner));
    if (known) {
      await this.ledger.transaction(alongside);
      return known;
    }
    return this.using.use({ id: said.upload_id, owner, jobId: id }, async (ready) => {
      const recording = await this.keep(ready, { key, owner }, signal);
      const meeting = meetingDetailsOf(said, new Date());
      const data = { recording, meeting, webhook: webhookOf(said) };
      return this.jobs.submit(id, owner, data, async (transaction) => {
        await alongside?.(transaction);
        await ready.markUsed(transaction);
      });
    });
  }

  /** There is no part of a form to point to. */
  private async keep(ready: ReadyUpload, target: UploadTarget, signal: AbortSignal): Promise<Recording> {
    try {
      return await this.submissions.keep(ready, target, signal);
    } catch (error) {
      if (!(error instanceof RejectedRequest)) throw error;
      const { code, message, status, retryAfterSeconds } = error;
      const faults = error.faults.map((fault) => ({ ...fault, pointer: '/upload_id' }));
      throw new RejectedRequest(code, message, { status, faults, retryAfterSeconds, cause: error });
    }
  }
}
