import type { IncomingMessage } from 'node:http';
import { Injectable } from '@nestjs/common';
import type { Job } from '../job.js';
import { meetingDetailsOf, webhookOf } from '../submission/submission.js';
import { SubmitJob, type Submitting } from '../submit-job.js';
import { ReceiveForm, type FormWatcher } from './receive-form.js';

export interface FormSubmission extends Submitting {
  /** Where the recording goes. */
  readonly key: string;
  readonly request: IncomingMessage;
  readonly watcher?: FormWatcher;
}

/** Accepts a job whose recording comes in a form. */
@Injectable()
export class SubmitForm {
  constructor(
    private readonly forms: ReceiveForm,
    private readonly jobs: SubmitJob,
  ) {}

  /** @throws as `ReceiveForm.receive` and `SubmitJob.submit` */
  async submit({ id, owner, alongside, key, request, watcher }: FormSubmission): Promise<Job> {
    const { recording, form } = await this.forms.receive(request, { key, owner }, watcher);
    const meeting = meetingDetailsOf(form, new Date());
    return this.jobs.submit(id, owner, { recording, meeting, webhook: webhookOf(form) }, alongside);
  }
}
