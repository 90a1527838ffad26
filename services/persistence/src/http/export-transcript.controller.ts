import { transcriptQuery } from '@meeting-intelligence/contracts';
import { AppError } from '@meeting-intelligence/errors';
import { entityTagsIn, isAmong, isUuid, RejectedRequest } from '@meeting-intelligence/http';
import { Controller, Get, Headers, Param, Query, Res, UseGuards } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { transcriptFormats } from '../exports/transcript-formats.js';
import { Meetings } from '../meetings.js';
import { acceptedFormat } from './accepted-format.js';
import { attachment } from './attachment.js';
import { entityTag } from './entity-tag.js';
import { InternalTokenGuard } from './internal-token.guard.js';
import { ofJob } from './of-job.js';
import { Owner } from './owner.js';

@Controller('v1/meetings')
@UseGuards(InternalTokenGuard)
export class ExportTranscriptController {
  constructor(private readonly meetings: Meetings) {}

  /** May be kept by a client, but asked for anew each time: names and findings arrive after the transcript. */
  @Get(':id/transcript')
  async export(
    @Param('id') id: string,
    @Owner() owner: string,
    @Query() query: unknown,
    @Headers() { accept, 'if-none-match': known }: Readonly<Record<string, string | undefined>>,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    void reply.header('vary', 'Accept').header('cache-control', 'private, no-cache');
    const { format = acceptedFormat(accept), download } = asked(query);
    if (!format) throw notAcceptable();
    const meeting = isUuid(id) ? await this.meetings.find(id.toLowerCase(), owner) : undefined;
    if (!meeting) throw new AppError('MEETING_NOT_FOUND', 'there is no transcribed meeting with this id');

    const { mediaType, render } = transcriptFormats[format];
    const body = ofJob(meeting.job_id, reply, () => render(meeting));
    const tag = entityTag(mediaType, body);
    void reply.header('etag', tag);
    if (isAmong(entityTagsIn(known), tag)) return void reply.status(304).send();
    if (download === '1') void reply.header('content-disposition', attachment(meeting.title, format));
    void reply.type(`${mediaType}; charset=utf-8`).send(body);
  }
}

/** The gateway has told the client of every fault before it asks. */
function asked(query: unknown): ReturnType<typeof transcriptQuery.parse> {
  const { data, error } = transcriptQuery.safeParse(query);
  if (data) return data;
  throw new RejectedRequest('INVALID_REQUEST', 'expected the query of the public API', { cause: error });
}

function notAcceptable(): AppError {
  const offered = Object.values(transcriptFormats).map(({ mediaType }) => mediaType);
  return new AppError('NOT_ACCEPTABLE', `expected to be allowed one of ${offered.join(', ')}`);
}
