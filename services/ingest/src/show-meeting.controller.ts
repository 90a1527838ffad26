import { aboutJob, isUuid } from '@meeting-intelligence/http';
import { Controller, Get, Param, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { principalOf } from './access/principal.js';
import { jobGone } from './erasing/job-gone.js';
import { JobLedger } from './job-ledger.js';
import { meetingNotFound } from './meeting-not-found.js';
import { MeetingsApi } from './meetings-api.js';

@Controller('v1/meetings')
export class ShowMeetingController {
  constructor(
    private readonly meetings: MeetingsApi,
    private readonly ledger: JobLedger,
  ) {}

  @Get(':id')
  async show(
    @Param('id') id: string,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    if (!isUuid(id)) throw meetingNotFound();
    const { owner } = principalOf(request);
    // Persistence may not have heard of it yet.
    if (await this.ledger.wasErased(id.toLowerCase(), owner)) throw jobGone();
    const answer = await this.meetings.find(id.toLowerCase(), owner);
    if (!answer) throw meetingNotFound();
    const { jobId, contentType, body } = answer;
    aboutJob(request, jobId, () => void reply.type(contentType).send(body));
  }
}
