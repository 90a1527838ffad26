import { AppError } from '@meeting-intelligence/errors';
import { isUuid } from '@meeting-intelligence/http';
import { Controller, Get, Param, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { MeetingsApi } from './meetings-api.js';

@Controller('v1/meetings')
export class ShowMeetingController {
  constructor(private readonly meetings: MeetingsApi) {}

  @Get(':id')
  async show(@Param('id') id: string, @Res() reply: FastifyReply): Promise<void> {
    if (!isUuid(id)) throw notFound();
    const answer = await this.meetings.find(id.toLowerCase());
    if (!answer) throw notFound();
    void reply.type(answer.contentType).send(answer.body);
  }
}

function notFound(): AppError {
  return new AppError('MEETING_NOT_FOUND', 'there is no meeting with this id, or it is not transcribed yet');
}
