import type { PublicJob } from '@meeting-intelligence/contracts';
import { randomUUID } from 'node:crypto';
import { LOGGER } from '@meeting-intelligence/service';
import { ObjectStore } from '@meeting-intelligence/storage';
import { inSpan, withLogContext, type Logger } from '@meeting-intelligence/telemetry';
import { Controller, HttpCode, Inject, Post, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { jobResource } from './job-resource.js';
import { recordingKey } from './recording-key.js';
import { SubmitJob } from './submit-job.js';
import { meetingDetailsOf, webhookOf } from './upload/job-form.js';
import { receiveUpload } from './upload/receive-upload.js';
import { UPLOAD_LIMITS, type UploadLimits } from './upload/upload-limits.js';

@Controller('v1/jobs')
export class SubmitJobController {
  constructor(
    private readonly jobs: SubmitJob,
    private readonly store: ObjectStore,
    @Inject(UPLOAD_LIMITS) private readonly limits: UploadLimits,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  @Post()
  @HttpCode(202)
  submit(
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<PublicJob> {
    const id = randomUUID();
    return withLogContext({ job_id: id }, () =>
      inSpan('POST /v1/jobs', { kind: 'SERVER' }, async () => {
        const { recording, form } = await receiveUpload(
          request.raw,
          recordingKey(id),
          this.store,
          this.limits,
        );
        const meeting = meetingDetailsOf(form, new Date());
        const job = await this.jobs.submit(id, { recording, meeting, webhook: webhookOf(form) });
        this.logger.info(
          { size_bytes: recording.sizeBytes, content_type: recording.contentType },
          'job accepted',
        );
        void reply.header('location', `/v1/jobs/${id}`).header('retry-after', '5');
        return jobResource(job);
      }),
    );
  }
}
