import { isUuid } from '@meeting-intelligence/http';
import { Controller, Get, Param, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { principalOf } from './access/principal.js';
import { meetingNotFound } from './meeting-not-found.js';
import { MeetingsApi } from './meetings-api.js';

@Controller('v1/meetings')
export class ShowMeetingController {
  constructor(private readonly meetings: MeetingsApi) {}

  @Get(':id')
  async show(
    @Param('id') id: string,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    if (!isUuid(id)) throw meetingNotFound();
    const answer = await this.meetings.find(id.toLowerCase(), principalOf(request).owner);
    if (!answer) throw meetingNotFound();
    void reply.type(answer.contentType).send(answer.body);
  }
}
