import { getJobQuery } from '@meeting-intelligence/contracts';
import { entityTagsIn, isAmong, isUuid } from '@meeting-intelligence/http';
import { Controller, Get, Param, Query, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { principalOf } from './access/principal.js';
import { entityTagOf } from './following/entity-tag.js';
import { JobWait, newsTo } from './following/job-wait.js';
import { OwnedJobs } from './following/owned-jobs.js';
import { checked } from './http/checked.js';
import { jobNotFound } from './job-not-found.js';
import { outcomeOf } from './job-progress.js';

/** `GET /v1/jobs/{id}`, also conditional (`If-None-Match`) and as a long poll (`?wait=30s`). */
@Controller('v1/jobs')
export class ShowJobController {
  constructor(
    private readonly jobs: OwnedJobs,
    private readonly waiting: JobWait,
  ) {}

  @Get(':id')
  async show(
    @Param('id') given: string,
    @Query() query: unknown,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const { wait } = checked(getJobQuery, query);
    if (!isUuid(given)) throw jobNotFound();
    const id = given.toLowerCase();
    const { owner } = principalOf(request);
    const tags = entityTagsIn(request.headers['if-none-match']);
    const job =
      wait === undefined
        ? await this.jobs.find(id, owner)
        : await this.waiting.until(id, owner, { ms: wait, isNews: newsTo(tags), response: reply.raw });
    const body = JSON.stringify(await this.jobs.resource(job));
    const entityTag = entityTagOf(job, body);
    void reply.header('etag', entityTag).header('cache-control', 'private, no-cache');
    if (!outcomeOf(job.progress.facts)) void reply.header('retry-after', '5');
    if (isAmong(tags, entityTag)) return void reply.code(304).send();
    void reply.type('application/json; charset=utf-8').send(body);
  }
}
