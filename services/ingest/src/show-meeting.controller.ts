import { AppError } from '@meeting-intelligence/errors';
import { Controller, Get, Param, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { isUuid } from './is-uuid.js';
import { MeetingsApi } from './meetings-api.js';
import { RejectedRequest } from './rejected-request.js';

@Controller('v1/meetings')
export class ShowMeetingController {
  constructor(private readonly meetings: MeetingsApi) {}

  @Get(':id')
  async show(
    @Param('id') id: string,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    if (!isUuid(id)) throw notFound();
    const query = request.raw.url?.split('?').slice(1).join('?') ?? '';
    const answer = await this.meetings.get(id.toLowerCase(), query);
    if (answer.kind === 'not-found') throw notFound();
    if (answer.kind === 'refused') throw new RejectedRequest('INVALID_REQUEST', answer.detail);
    void reply.type(answer.contentType).send(answer.body);
  }
}

function notFound(): AppError {
  return new AppError('MEETING_NOT_FOUND', 'there is no meeting with this id, or it is not transcribed yet');
}
