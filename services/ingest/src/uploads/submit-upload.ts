import type { Recording } from '@meeting-intelligence/contracts';
import { RejectedRequest } from '@meeting-intelligence/http';
import { Injectable } from '@nestjs/common';
import type { Job } from '../job.js';
import { KeepRecording } from '../recordings/keep-recording.js';
import type { RecordingTarget } from '../recordings/store-recording.js';
import { CheckSubmission } from '../submission/check-submission.js';
import { meetingDetailsOf, webhookOf } from '../submission/submission.js';
import { SubmitJob, type Submitting } from '../submit-job.js';
import { UseUpload, type ReadyUpload } from './use-upload.js';

export interface UploadSubmission extends Submitting {
  /** Where the recording goes. */
  readonly key: string;
  readonly body: unknown;
  /** Of the client that waits for the answer. */
  readonly signal: AbortSignal;
}

/** Accepts a job whose recording was uploaded before. */
@Injectable()
export class SubmitUpload {
  constructor(
    private readonly submissions: CheckSubmission,
    private readonly using: UseUpload,
    private readonly recordings: KeepRecording,
    private readonly jobs: SubmitJob,
  ) {}

  /**
   * The recording is checked like one of a form, before the answer. Where it is refused, upload and bytes stay as they were.
   *
   * @throws as `CheckSubmission.byUpload`, `UseUpload.use`, `KeepRecording.keep` and `SubmitJob.submit`
   */
  async submit({ id, owner, alongside, key, body, signal }: UploadSubmission): Promise<Job> {
    const said = this.submissions.byUpload(body);
    // What an attempt before used may be gone.
    const before = await this.jobs.submittedBefore({ id, owner, alongside });
    if (before) return before;
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
  private async keep(ready: ReadyUpload, target: RecordingTarget, signal: AbortSignal): Promise<Recording> {
    try {
      return await this.recordings.keep(ready, target, signal);
    } catch (error) {
      if (!(error instanceof RejectedRequest)) throw error;
      const { code, message, status, retryAfterSeconds } = error;
      const faults = error.faults.map((fault) => ({ ...fault, pointer: '/upload_id' }));
      throw new RejectedRequest(code, message, { status, faults, retryAfterSeconds, cause: error });
    }
  }
}
