import type { PublicJob } from '@meeting-intelligence/contracts';
import { randomUUID } from 'node:crypto';
import { LOGGER } from '@meeting-intelligence/service';
import { forJob, type Logger } from '@meeting-intelligence/telemetry';
import { Controller, HttpCode, Inject, Post, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { principalOf } from './access/principal.js';
import { RequireScope } from './access/require-scope.js';
import { RequestRecording } from './fetch/request-recording.js';
import { mediaTypeOf } from './http/media-type.js';
import { jobResource } from './job-resource.js';
import type { Job } from './job.js';
import { attemptKey } from './recording-key.js';
import { ReceiveSubmission } from './submission/receive-submission.js';
import { namesUpload } from './submission/submission-by-upload.js';
import { meetingDetailsOf, webhookOf } from './submission/submission.js';
import { SubmitJob } from './submit-job.js';
import { whileConnected } from './upload/while-connected.js';
import { SubmitUpload } from './uploads/submit-upload.js';

@Controller('v1/jobs')
export class SubmitJobController {
  constructor(
    private readonly submissions: ReceiveSubmission,
    private readonly jobs: SubmitJob,
    private readonly recordings: RequestRecording,
    private readonly uploads: SubmitUpload,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  @Post()
  @HttpCode(202)
  @RequireScope('jobs:write')
  submit(
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<PublicJob> {
    const id = request.idempotency?.id ?? randomUUID();
    const { owner } = principalOf(request);
    return forJob(id, async () => {
      const job = await this.accept(id, owner, request);
      void reply.header('location', `/v1/jobs/${id}`).header('retry-after', '5');
      return jobResource(job);
    });
  }

  private accept(id: string, owner: string, request: FastifyRequest): Promise<Job> {
    // Nothing but this and forms gets past http/refuse-unwanted-bodies.ts.
    if (mediaTypeOf(request) !== 'application/json') return this.upload(id, owner, request);
    return namesUpload(request.body) ? this.byUpload(id, owner, request) : this.byUrl(id, owner, request);
  }

  private async upload(id: string, owner: string, request: FastifyRequest): Promise<Job> {
    const { idempotency } = request;
    const key = attemptKey(id, idempotency?.attemptId ?? id);
    const { recording, form } = await this.submissions.upload(
      request.raw,
      { key, owner },
      idempotency?.fingerprint,
    );
    const meeting = meetingDetailsOf(form, new Date());
    const data = { recording, meeting, webhook: webhookOf(form) };
    const job = await this.jobs.submit(id, owner, data, idempotency?.hold);
    this.logger.info(
      { size_bytes: recording.sizeBytes, content_type: recording.contentType },
      'job accepted',
    );
    return job;
  }

  private async byUrl(id: string, owner: string, { body, idempotency }: FastifyRequest): Promise<Job> {
    const said = this.submissions.byUrl(body);
    const meeting = meetingDetailsOf(said, new Date());
    const recordingUrl = said.recording_url;
    const data = { recordingUrl, meeting, webhook: webhookOf(said) };
    const job = await this.recordings.request(id, owner, data, idempotency?.hold);
    this.logger.info({ recording_host: new URL(recordingUrl).host }, 'job accepted');
    return job;
  }

  private async byUpload(
    id: string,
    owner: string,
    { body, idempotency, raw }: FastifyRequest,
  ): Promise<Job> {
    const key = attemptKey(id, idempotency?.attemptId ?? id);
    const job = await whileConnected(raw, (signal) =>
      this.uploads.submit({ id, owner, key, body, signal, alongside: idempotency?.hold }),
    );
    this.logger.info({ size_bytes: job.recording?.sizeBytes }, 'job accepted');
    return job;
  }
}
