import { streamEventsQuery } from '@meeting-intelligence/contracts';
import { Controller, Get, Query, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { principalOf } from '../access/principal.js';
import { checked } from '../http/checked.js';
import { jobResource } from '../job-resource.js';
import { EventFeed } from './event-feed.js';
import { EventReaders } from './event-readers.js';
import type { EventStream } from './event-stream.js';
import { EventStreams } from './event-streams.js';
import { follow, pageSize, readPatiently } from './follow.js';
import { JobList, type ListPosition } from './job-list.js';
import { badEventId, lastEventIdOf } from './last-event-id.js';
import { statusEventOf } from './recorded-event.js';
import { topicOf, Wakeups } from './wakeups.js';

/** All jobs of an owner, live. It has no end. */
@Controller('v1/events')
export class StreamEventsController {
  constructor(
    private readonly feed: EventFeed,
    private readonly jobs: JobList,
    private readonly wakeups: Wakeups,
    private readonly readers: EventReaders,
    private readonly streams: EventStreams,
  ) {}

  @Get()
  async stream(
    @Query() query: unknown,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const { owner } = principalOf(request);
    const seen = lastEventIdOf(request, checked(streamEventsQuery, query));
    await this.feed.numberAll();
    const newest = await this.feed.lastPosition();
    if (seen !== undefined && seen > newest)
      throw badEventId('expected the id of an event that has happened');
    await this.streams.open(request, reply, {
      send: async (stream) => {
        if (seen === undefined) await this.sendSnapshots(stream, owner, newest);
        await this.sendEvents(stream, owner, seen ?? newest);
      },
      checkReader: () => this.readers.ownerOfKey(request),
    });
  }

  /**
   * Read after `newest` was: an event that they know of already may follow them, none is missing. They have no id but in
   * the end, so that a client that was cut off in between gets all of them again.
   */
  private async sendSnapshots(stream: EventStream, owner: string, newest: number): Promise<void> {
    let after: ListPosition | undefined;
    do {
      const options = { isUnfinished: true, limit: pageSize, after };
      const page = await readPatiently(stream, () => this.jobs.page(owner, options));
      for (const job of page?.jobs ?? []) {
        stream.send({ event: 'job.snapshot', data: jobResource(job) });
        // Each may have its 16 KiB of metadata.
        await stream.drained();
      }
      after = page?.next;
    } while (after && !stream.isClosed);
    stream.mark(newest);
  }

  private async sendEvents(stream: EventStream, owner: string, seen: number): Promise<void> {
    let position = seen;
    await follow(stream, this.wakeups, topicOf.owner(owner), async () => {
      const events = await this.feed.after(owner, position, pageSize);
      for (const event of events) {
        stream.send({ event: 'job.status', id: event.position, data: statusEventOf(event) });
        position = event.position;
      }
      return events.length === pageSize ? 'full' : 'last';
    });
  }
}
