import type { Recording } from '@meeting-intelligence/contracts';
import { RejectedRequest } from '@meeting-intelligence/http';
import type { Transaction } from '@meeting-intelligence/messaging';
import { Injectable } from '@nestjs/common';
import { JobLedger } from '../job-ledger.js';
import type { Job } from '../job.js';
import { ReceiveSubmission } from '../submission/receive-submission.js';
import { meetingDetailsOf, webhookOf } from '../submission/submission.js';
import { SubmitJob } from '../submit-job.js';
import { UseUpload, type ReadyUpload } from './use-upload.js';

export interface UploadSubmission {
  readonly id: string;
  readonly owner: string;
  /** Where the recording goes. */
  readonly key: string;
  readonly body: unknown;
  /** Takes effect together with the job. */
  readonly alongside?: (transaction: Transaction) => Promise<void>;
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
  async submit({ id, owner, key, body, alongside }: UploadSubmission): Promise<Job> {
    const said = this.submissions.byUpload(body);
    const job = await this.using.use({ id: said.upload_id, owner, jobId: id }, async (ready) => {
      const recording = await this.keep(ready, key);
      const meeting = meetingDetailsOf(said, new Date());
      const data = { recording, meeting, webhook: webhookOf(said) };
      return this.jobs.submit(id, owner, data, async (transaction) => {
        await alongside?.(transaction);
        await ready.markUsed(transaction);
      });
    });
    // An attempt before made the job; whether it was of the same request is still to be found out.
    if (!job && alongside) await this.ledger.transaction(alongside);
    const known = job ?? (await this.ledger.find(id, owner));
    if (!known) throw new Error(`expected the job ${id}, which its upload says it became`);
    return known;
  }

  /** There is no part of a form to point to. */
  private async keep(ready: ReadyUpload, key: string): Promise<Recording> {
    try {
      return await this.submissions.keep(ready, key);
    } catch (error) {
      if (!(error instanceof RejectedRequest)) throw error;
      const { code, message, status } = error;
      const faults = error.faults.map((fault) => ({ ...fault, pointer: '/upload_id' }));
      throw new RejectedRequest(code, message, { status, faults, cause: error });
    }
  }
}
