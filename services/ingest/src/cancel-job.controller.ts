import type { PublicJob } from '@meeting-intelligence/contracts';
import { isUuid } from '@meeting-intelligence/http';
import { LOGGER } from '@meeting-intelligence/service';
import type { Logger } from '@meeting-intelligence/telemetry';
import { Controller, HttpCode, Inject, Param, Post, Req } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { principalOf } from './access/principal.js';
import { RequireScope } from './access/require-scope.js';
import { CancelJob } from './cancel-job.js';
import { jobNotFound } from './job-not-found.js';
import { jobResource } from './job-resource.js';

@Controller('v1/jobs')
export class CancelJobController {
  constructor(
    private readonly jobs: CancelJob,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  @Post(':id/cancel')
  @HttpCode(202)
  @RequireScope('jobs:write')
  async cancel(@Param('id') given: string, @Req() request: FastifyRequest): Promise<PublicJob> {
    if (!isUuid(given)) throw jobNotFound();
    const id = given.toLowerCase();
    const job = await this.jobs.cancel(id, principalOf(request).owner);
    this.logger.info('job cancelled');
    return jobResource(job);
  }
}
