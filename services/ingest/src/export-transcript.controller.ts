import { transcriptQuery } from '@meeting-intelligence/contracts';
import { aboutJob, isUuid } from '@meeting-intelligence/http';
import { Controller, Get, Headers, Param, Query, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { principalOf } from './access/principal.js';
import { jobGone } from './erasing/job-gone.js';
import { checked } from './http/checked.js';
import { JobLedger } from './job-ledger.js';
import { meetingNotFound } from './meeting-not-found.js';
import { MeetingsApi } from './meetings-api.js';

@Controller('v1/meetings')
export class ExportTranscriptController {
  constructor(
    private readonly meetings: MeetingsApi,
    private readonly ledger: JobLedger,
  ) {}

  @Get(':id/transcript')
  async export(
    @Param('id') id: string,
    @Query() query: unknown,
    @Headers() { accept, 'if-none-match': ifNoneMatch }: Readonly<Record<string, string | undefined>>,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const asked = { ...checked(transcriptQuery, query), accept, ifNoneMatch };
    if (!isUuid(id)) throw meetingNotFound();
    const { owner } = principalOf(request);
    // Persistence may not have heard of it yet.
    if (await this.ledger.wasErased(id.toLowerCase(), owner)) throw jobGone();
    const answer = await this.meetings.export(id.toLowerCase(), owner, asked);
    if (!answer) throw meetingNotFound();
    const { jobId, status, headers, body } = answer;
    void reply.status(status).headers(headers);
    aboutJob(request, jobId, () => void reply.send(status === 304 ? undefined : body));
  }
}
