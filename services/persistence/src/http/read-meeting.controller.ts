import type { PublicMeeting } from '@meeting-intelligence/contracts';
import { AppError } from '@meeting-intelligence/errors';
import { isUuid } from '@meeting-intelligence/http';
import { Controller, Get, Header, Param, Res, UseGuards } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { Meetings } from '../meetings.js';
import { InternalTokenGuard } from './internal-token.guard.js';
import { ofJob } from './of-job.js';
import { Owner } from './owner.js';

@Controller('v1/meetings')
@UseGuards(InternalTokenGuard)
export class ReadMeetingController {
  constructor(private readonly meetings: Meetings) {}

  /** Readable as soon as it is transcribed; `artifacts` is null until the analysis is there. */
  @Get(':id')
  @Header('cache-control', 'no-store')
  async read(
    @Param('id') id: string,
    @Owner() owner: string,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<PublicMeeting> {
    const meeting = isUuid(id) ? await this.meetings.find(id.toLowerCase(), owner) : undefined;
    if (!meeting) throw new AppError('MEETING_NOT_FOUND', 'there is no transcribed meeting with this id');
    return ofJob(meeting.job_id, reply, () => meeting);
  }
}
