import { jobHistoryQuery } from '@meeting-intelligence/contracts';
import { entityTagsIn, isAmong, isUuid } from '@meeting-intelligence/http';
import { LOGGER } from '@meeting-intelligence/service';
import type { Logger } from '@meeting-intelligence/telemetry';
import { Controller, Get, Inject, Param, Query, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { anyOwner, principalOf } from '../access/principal.js';
import { RequireScope } from '../access/require-scope.js';
import { checked } from '../http/checked.js';
import { jobNotFound } from '../job-not-found.js';
import { entityTagOf } from './entity-tag.js';
import { cursorAt, sequenceAt } from './history-cursor.js';
import { historyResource } from './history-resource.js';
import { JobHistory } from './job-history.js';
import { JobWait, newsTo } from './job-wait.js';
import { OwnedJobs } from './owned-jobs.js';

/**
 * `GET /v1/jobs/{id}/history`: the story of one job, a page at a time, also conditional (`If-None-Match`) and as a long poll
 * (`?wait=30s`). With `admin` it is that of any job: whoever is called at night has no key of every owner. Each such look is
 * noted; which key it was is in the context of the line.
 */
@Controller('v1/jobs')
export class ShowHistoryController {
  constructor(
    private readonly jobs: OwnedJobs,
    private readonly waiting: JobWait,
    private readonly history: JobHistory,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  @Get(':id/history')
  @RequireScope('jobs:read', 'admin')
  async show(
    @Param('id') given: string,
    @Query() query: Record<string, string>,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const { wait, limit, cursor } = checked(jobHistoryQuery, query);
    if (!isUuid(given)) throw jobNotFound();
    const id = given.toLowerCase();
    const after = cursor === undefined ? 0 : sequenceAt(cursor, id);
    const principal = principalOf(request);
    const owner = principal.scopes.includes('admin') ? anyOwner : principal.owner;
    const tags = entityTagsIn(request.headers['if-none-match']);
    const job =
      wait === undefined
        ? await this.jobs.find(id, owner)
        : await this.waiting.until(id, owner, { ms: wait, isNews: newsTo(tags), response: reply.raw });
    if (job.owner !== principal.owner)
      this.logger.info({ job_owner: job.owner }, 'the history of a job was read with an admin key');
    // The job was read first: what was recorded since is not told beside a state that is older.
    const entries = await this.history.entries(id, { after, upTo: job.lastSequence, limit });
    const last = entries.at(-1)?.sequence ?? job.lastSequence;
    const nextCursor = last < job.lastSequence ? cursorAt(last, id) : null;
    const body = JSON.stringify(historyResource(job, entries, nextCursor));
    const entityTag = entityTagOf(job, body);
    void reply.header('etag', entityTag).header('cache-control', 'private, no-cache');
    if (nextCursor) {
      const following = new URLSearchParams({ limit: String(limit), cursor: nextCursor });
      void reply.header('link', `</v1/jobs/${id}/history?${following.toString()}>; rel="next"`);
    }
    if (isAmong(tags, entityTag)) return void reply.code(304).send();
    void reply.type('application/json; charset=utf-8').send(body);
  }
}
