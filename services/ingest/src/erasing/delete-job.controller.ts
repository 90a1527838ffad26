import { isUuid } from '@meeting-intelligence/http';
import { LOGGER } from '@meeting-intelligence/service';
import type { Logger } from '@meeting-intelligence/telemetry';
import { Controller, Delete, HttpCode, Inject, Param, Req } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { principalOf } from '../access/principal.js';
import { RequireScope } from '../access/require-scope.js';
import { jobNotFound } from '../job-not-found.js';
import { EraseJob } from './erase-job.js';

@Controller('v1/jobs')
export class DeleteJobController {
  constructor(
    private readonly jobs: EraseJob,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  @Delete(':id')
  @HttpCode(204)
  @RequireScope('jobs:write')
  async delete(@Param('id') given: string, @Req() request: FastifyRequest): Promise<void> {
    if (!isUuid(given)) throw jobNotFound();
    const id = given.toLowerCase();
    if (await this.jobs.erase(id, principalOf(request).owner)) this.logger.info('job erased');
  }
}
