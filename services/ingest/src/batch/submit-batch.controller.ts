import type { PublicJob } from '@meeting-intelligence/contracts';
import { randomUUID } from 'node:crypto';
import { LOGGER } from '@meeting-intelligence/service';
import type { Logger } from '@meeting-intelligence/telemetry';
import { Controller, HttpCode, Inject, Post, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { principalOf } from '../access/principal.js';
import { RequireScope } from '../access/require-scope.js';
import { jobResource } from '../job-resource.js';
import { ReceiveBatch } from './receive-batch.js';
import { SubmitBatch } from './submit-batch.js';

@Controller('v1/jobs')
export class SubmitBatchController {
  constructor(
    private readonly batches: ReceiveBatch,
    private readonly jobs: SubmitBatch,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  @Post('batch')
  @HttpCode(202)
  @RequireScope('jobs:write')
  async submit(
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<{ data: readonly PublicJob[] }> {
    const batch = this.batches.read(request.body);
    const { idempotency } = request;
    const jobs = await this.jobs.submit(
      idempotency?.id ?? randomUUID(),
      principalOf(request).owner,
      batch,
      idempotency,
    );
    this.logger.info({ jobs: jobs.length, lane: batch.lane }, 'batch accepted');
    void reply.header('retry-after', '5');
    return { data: jobs.map((job) => jobResource(job)) };
  }
}
