import type { PublicJob } from '@meeting-intelligence/contracts';
import { isUuid } from '@meeting-intelligence/http';
import { withLogContext } from '@meeting-intelligence/telemetry';
import { Controller, Get, Param, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { JobLedger } from './job-ledger.js';
import { jobNotFound } from './job-not-found.js';
import { jobResource } from './job-resource.js';

@Controller('v1/jobs')
export class ShowJobController {
  constructor(private readonly ledger: JobLedger) {}

  @Get(':id')
  async show(@Param('id') id: string, @Res({ passthrough: true }) reply: FastifyReply): Promise<PublicJob> {
    if (!isUuid(id)) throw jobNotFound();
    return withLogContext({ job_id: id.toLowerCase() }, async () => {
      const job = await this.ledger.find(id);
      if (!job) throw jobNotFound();
      const resource = jobResource(job);
      if (resource.completed_at === null) void reply.header('retry-after', '5');
      return resource;
    });
  }
}
