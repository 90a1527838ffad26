import type { EventTokenResource } from '@meeting-intelligence/contracts';
import { isUuid } from '@meeting-intelligence/http';
import { Controller, Header, Param, Post, Req } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { principalOf } from '../access/principal.js';
import { RequireScope } from '../access/require-scope.js';
import { jobNotFound } from '../job-not-found.js';
import { EventTokens } from './event-tokens.js';
import { OwnedJobs } from './owned-jobs.js';

@Controller('v1/jobs')
export class CreateEventTokenController {
  constructor(
    private readonly jobs: OwnedJobs,
    private readonly tokens: EventTokens,
  ) {}

  @Post(':id/event-tokens')
  @Header('cache-control', 'no-store')
  @RequireScope('jobs:read')
  async create(@Param('id') id: string, @Req() request: FastifyRequest): Promise<EventTokenResource> {
    if (!isUuid(id)) throw jobNotFound();
    const { owner } = principalOf(request);
    const job = await this.jobs.find(id.toLowerCase(), owner);
    const { token, expiresAt } = await this.tokens.issue(job.id, owner);
    return { token, expires_at: expiresAt.toISOString() };
  }
}
