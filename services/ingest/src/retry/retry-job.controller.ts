import type { PublicJob } from '@meeting-intelligence/contracts';
import { isUuid } from '@meeting-intelligence/http';
import { LOGGER } from '@meeting-intelligence/service';
import type { Logger } from '@meeting-intelligence/telemetry';
import { Controller, HttpCode, Inject, Param, Post, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { principalOf } from '../access/principal.js';
import { RequireScope } from '../access/require-scope.js';
import { jobNotFound } from '../job-not-found.js';
import { jobResource } from '../job-resource.js';
import { RetryJob } from './retry-job.js';

@Controller('v1/jobs')
export class RetryJobController {
  constructor(
    private readonly jobs: RetryJob,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  @Post(':id/retry')
  @HttpCode(202)
  @RequireScope('jobs:write')
  async retry(
    @Param('id') given: string,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<PublicJob> {
    if (!isUuid(given)) throw jobNotFound();
    const id = given.toLowerCase();
    const job = await this.jobs.retry(id, principalOf(request).owner, request.idempotency);
    this.logger.info({ generation: job.progress.generation }, 'job handed in once more');
    void reply.header('retry-after', '5');
    return jobResource(job);
  }
}
