import { Injectable } from '@nestjs/common';
import type { Job } from '../job.js';
import { CheckSubmission } from '../submission/check-submission.js';
import { meetingDetailsOf, webhookOf } from '../submission/submission.js';
import type { Submitting } from '../submit-job.js';
import { RequestRecording } from './request-recording.js';

export interface UrlSubmission extends Submitting {
  readonly body: unknown;
}

/** Accepts a job whose recording is at a URL. */
@Injectable()
export class SubmitUrl {
  constructor(
    private readonly submissions: CheckSubmission,
    private readonly recordings: RequestRecording,
  ) {}

  /** @throws as `CheckSubmission.byUrl` and `RequestRecording.request` */
  async submit({ id, owner, alongside, body }: UrlSubmission): Promise<Job> {
    const said = this.submissions.byUrl(body);
    const meeting = meetingDetailsOf(said, new Date());
    const data = { recordingUrl: said.recording_url, meeting, webhook: webhookOf(said) };
    return this.recordings.request(id, owner, data, alongside);
  }
}
