import { streamJobEventsQuery } from '@meeting-intelligence/contracts';
import { isUuid } from '@meeting-intelligence/http';
import { Controller, Get, Param, Query, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Public } from '../access/require-scope.js';
import { checked } from '../http/checked.js';
import { jobNotFound } from '../job-not-found.js';
import type { Job } from '../job.js';
import { EventReaders } from './event-readers.js';
import type { EventStream } from './event-stream.js';
import { EventStreams } from './event-streams.js';
import { follow, pageSize } from './follow.js';
import { JobHistory } from './job-history.js';
import { badEventId, lastEventIdOf } from './last-event-id.js';
import { OwnedJobs } from './owned-jobs.js';
import { statusEventOf } from './recorded-event.js';
import { topicOf, Wakeups } from './wakeups.js';

/** One job, live. The reader shows a key, or in a browser an event token. */
@Controller('v1/jobs')
export class StreamJobEventsController {
  constructor(
    private readonly jobs: OwnedJobs,
    private readonly history: JobHistory,
    private readonly wakeups: Wakeups,
    private readonly readers: EventReaders,
    private readonly streams: EventStreams,
  ) {}

  @Get(':id/events')
  @Public()
  async stream(
    @Param('id') given: string,
    @Query() query: unknown,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const { token, ...rest } = checked(streamJobEventsQuery, query);
    const id = given.toLowerCase();
    const owner = await this.readers.ownerOf(request, reply, { jobId: id, token });
    if (!isUuid(id)) throw jobNotFound();
    const job = await this.jobs.find(id, owner);
    const seen = lastEventIdOf(request, rest);
    if (seen !== undefined && (await this.hasSeenAll(job, seen)))
      return void reply.code(204).header('cache-control', 'no-store').send();
    const snapshot = seen === undefined ? await this.jobs.resource(job) : undefined;
    await this.streams.open(request, reply, {
      send: (stream) => {
        if (snapshot) stream.send({ event: 'job.snapshot', id: job.lastSequence, data: snapshot });
        return this.sendEvents(stream, id, seen ?? job.lastSequence);
      },
      // A token is there to begin with, and ends before many a job does.
      checkReader: token === undefined ? () => this.readers.ownerOfKey(request) : undefined,
    });
  }

  /** Its history after the event that it has seen is over. */
  private async hasSeenAll(job: Job, seen: number): Promise<boolean> {
    if (seen > job.lastSequence) throw badEventId('expected the id of an event that has happened');
    const page = await this.history.after(job.id, seen, 0);
    return page !== undefined && page.endSequence !== null && seen >= page.endSequence;
  }

  private async sendEvents(stream: EventStream, id: string, seen: number): Promise<void> {
    let sequence = seen;
    await follow(stream, this.wakeups, topicOf.job(id), async () => {
      const page = await this.history.after(id, sequence, pageSize);
      if (!page) return 'end';
      for (const event of page.events) {
        stream.send({ event: 'job.status', id: event.sequence, data: statusEventOf(event) });
        sequence = event.sequence;
      }
      if (page.endSequence !== null && sequence >= page.endSequence) return 'end';
      return page.events.length === pageSize ? 'full' : 'last';
    });
  }
}
