import type { PublicJob } from '@meeting-intelligence/contracts';
import { AppError } from '@meeting-intelligence/errors';
import { isUuid } from '@meeting-intelligence/http';
import { withLogContext } from '@meeting-intelligence/telemetry';
import { Controller, Get, Param, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { JobLedger } from './job-ledger.js';
import { jobResource } from './job-resource.js';

@Controller('v1/jobs')
export class ShowJobController {
  constructor(private readonly ledger: JobLedger) {}

  @Get(':id')
  async show(@Param('id') id: string, @Res({ passthrough: true }) reply: FastifyReply): Promise<PublicJob> {
    if (!isUuid(id)) throw notFound();
    return withLogContext({ job_id: id.toLowerCase() }, async () => {
      const job = await this.ledger.find(id);
      if (!job) throw notFound();
      const resource = jobResource(job);
      if (resource.completed_at === null) void reply.header('retry-after', '5');
      return resource;
    });
  }
}

function notFound(): AppError {
  return new AppError('JOB_NOT_FOUND', 'there is no job with this id');
}
