import type { PublicJob } from '@meeting-intelligence/contracts';
import { randomUUID } from 'node:crypto';
import { aboutJob } from '@meeting-intelligence/http';
import { LOGGER } from '@meeting-intelligence/service';
import type { Logger } from '@meeting-intelligence/telemetry';
import { Controller, HttpCode, Inject, Post, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { principalOf } from './access/principal.js';
import { RequireScope } from './access/require-scope.js';
import { SubmitUrl } from './fetch/submit-url.js';
import { SubmitForm } from './forms/submit-form.js';
import { mediaTypeOf } from './http/media-type.js';
import { whileConnected } from './http/while-connected.js';
import { jobResource } from './job-resource.js';
import type { Job } from './job.js';
import { RequestLimits } from './limits/request-limits.js';
import { attemptKey } from './recordings/recording-key.js';
import type { SubmissionByUrl } from './submission/submission-by-url.js';
import { namesUpload } from './submission/submission-by-upload.js';
import type { Submitting } from './submit-job.js';
import { SubmitUpload } from './uploads/submit-upload.js';

/** One route, three ways for the recording to come: in a form, from a URL, as an upload that is here already. */
@Controller('v1/jobs')
export class SubmitJobController {
  constructor(
    private readonly forms: SubmitForm,
    private readonly urls: SubmitUrl,
    private readonly uploads: SubmitUpload,
    private readonly limits: RequestLimits,
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
    const submitting = { id, owner, alongside: request.idempotency?.hold };
    return aboutJob(request, id, async () => {
      const job = await this.accept(submitting, request, reply);
      void reply.header('location', `/v1/jobs/${id}`).header('retry-after', '5');
      return jobResource(job);
    });
  }

  private accept(submitting: Submitting, request: FastifyRequest, reply: FastifyReply): Promise<Job> {
    // Nothing but this and forms gets past http/refuse-unwanted-bodies.ts.
    if (mediaTypeOf(request) !== 'application/json') return this.byForm(submitting, request);
    return namesUpload(request.body)
      ? this.byUpload(submitting, request, reply)
      : this.byUrl(submitting, request);
  }

  private async byForm(submitting: Submitting, request: FastifyRequest): Promise<Job> {
    const { raw, idempotency } = request;
    const key = keyFor(submitting, request);
    const job = await this.forms.submit({
      ...submitting,
      key,
      request: raw,
      watcher: idempotency?.fingerprint,
    });
    const { sizeBytes, contentType } = job.recording ?? {};
    this.logger.info({ size_bytes: sizeBytes, content_type: contentType }, 'job accepted');
    return job;
  }

  private async byUrl(submitting: Submitting, { body }: FastifyRequest): Promise<Job> {
    const job = await this.urls.submit({ ...submitting, body });
    const { recording_url } = body as SubmissionByUrl;
    this.logger.info({ recording_host: new URL(recording_url).host }, 'job accepted');
    return job;
  }

  private async byUpload(submitting: Submitting, request: FastifyRequest, reply: FastifyReply): Promise<Job> {
    await this.limits.admitUpload(reply, principalOf(request));
    const { body, raw } = request;
    const key = keyFor(submitting, request);
    const job = await whileConnected(raw, (signal) =>
      this.uploads.submit({ ...submitting, key, body, signal }),
    );
    this.logger.info({ size_bytes: job.recording?.sizeBytes }, 'job accepted');
    return job;
  }
}

/** Where the recording of this attempt goes. */
function keyFor({ id }: Submitting, { idempotency }: FastifyRequest): string {
  return attemptKey(id, idempotency?.attemptId ?? id);
}
