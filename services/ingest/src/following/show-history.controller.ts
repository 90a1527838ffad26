import { entityTagsIn, isAmong, isUuid } from '@meeting-intelligence/http';
import { withLogContext } from '@meeting-intelligence/telemetry';
import { Controller, Get, Param, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { principalOf } from '../access/principal.js';
import { jobNotFound } from '../job-not-found.js';
import { entityTagOf } from './entity-tag.js';
import { historyResource } from './history-resource.js';
import { JobHistory } from './job-history.js';
import { OwnedJobs } from './owned-jobs.js';

/** `GET /v1/jobs/{id}/history`: the story of one job, also conditional (`If-None-Match`). */
@Controller('v1/jobs')
export class ShowHistoryController {
  constructor(
    private readonly jobs: OwnedJobs,
    private readonly history: JobHistory,
  ) {}

  @Get(':id/history')
  async show(
    @Param('id') given: string,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    if (!isUuid(given)) throw jobNotFound();
    const id = given.toLowerCase();
    await withLogContext({ job_id: id }, async () => {
      const job = await this.jobs.find(id, principalOf(request).owner);
      const body = JSON.stringify(historyResource(job, await this.history.whole(id)));
      const entityTag = entityTagOf(job, body);
      void reply.header('etag', entityTag).header('cache-control', 'private, no-cache');
      if (isAmong(entityTagsIn(request.headers['if-none-match']), entityTag))
        return void reply.code(304).send();
      void reply.type('application/json; charset=utf-8').send(body);
    });
  }
}
