import { listJobsQuery, type PublicJob } from '@meeting-intelligence/contracts';
import { Controller, Get, Query, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { principalOf } from '../access/principal.js';
import { checked } from '../http/checked.js';
import { jobResource } from '../job-resource.js';
import { JobCursors } from './job-cursor.js';
import { JobList } from './job-list.js';

@Controller('v1/jobs')
export class ListJobsController {
  constructor(
    private readonly jobs: JobList,
    private readonly cursors: JobCursors,
  ) {}

  @Get()
  async list(
    @Query() query: Record<string, string>,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<{ data: readonly PublicJob[]; next_cursor: string | null }> {
    const { limit, cursor, ...given } = checked(listJobsQuery, query);
    const { owner } = principalOf(request);
    const filter = {
      status: given.status,
      lane: given.lane,
      externalId: given.external_id,
      createdAfter: given.created_after,
      createdBefore: given.created_before,
    };
    const after = cursor === undefined ? undefined : this.cursors.positionAt(cursor, owner, filter);
    const { jobs, next } = await this.jobs.page(owner, { ...filter, limit, after });
    const nextCursor = next ? this.cursors.cursorAt(next, owner, filter) : null;
    if (nextCursor) {
      const following = new URLSearchParams({ ...query, limit: String(limit), cursor: nextCursor });
      void reply.header('link', `</v1/jobs?${following.toString()}>; rel="next"`);
    }
    return { data: jobs.map((job) => jobResource(job)), next_cursor: nextCursor };
  }
}
