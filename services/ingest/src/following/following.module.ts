/**
 * FOLLOWING: how owners see what becomes of their jobs: list, state with ETag and long poll, live events of one job or all.
 * A part of ingest, on its ledger and event log.
 */
import { LOGGER } from '@meeting-intelligence/service';
import type { Logger } from '@meeting-intelligence/telemetry';
import type { Provider, Type } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { PostgresWakeups } from './adapters/postgres-wakeups.js';
import { TypeOrmEventFeed } from './adapters/typeorm-event-feed.js';
import { TypeOrmEventTokens } from './adapters/typeorm-event-tokens.js';
import { TypeOrmJobHistory } from './adapters/typeorm-job-history.js';
import { TypeOrmJobList } from './adapters/typeorm-job-list.js';
import { TypeOrmJobOutlook } from './adapters/typeorm-job-outlook.js';
import { CreateEventTokenController } from './create-event-token.controller.js';
import { EventFeed } from './event-feed.js';
import { EventReaders } from './event-readers.js';
import { EventStreams } from './event-streams.js';
import { EventTokens } from './event-tokens.js';
import { JobCursors } from './job-cursor.js';
import { JobHistory } from './job-history.js';
import { JobList } from './job-list.js';
import { JobOutlook } from './job-outlook.js';
import { JobWait } from './job-wait.js';
import { ListJobsController } from './list-jobs.controller.js';
import { NumberEvents } from './number-events.js';
import { OpenAnswers } from './open-answers.js';
import { OwnedJobs } from './owned-jobs.js';
import { ShowHistoryController } from './show-history.controller.js';
import { StreamEventsController } from './stream-events.controller.js';
import { StreamJobEventsController } from './stream-job-events.controller.js';
import { Wakeups } from './wakeups.js';

export const followingControllers: readonly Type[] = [
  ListJobsController,
  StreamJobEventsController,
  StreamEventsController,
  CreateEventTokenController,
  ShowHistoryController,
];

/** They need `JobLedger`, `Authenticator`, `LOGGER` and the data source of the module that lists them. */
export function followingProviders(config: { readonly INTERNAL_TOKEN: string }): Provider[] {
  return [
    OwnedJobs,
    JobWait,
    EventReaders,
    OpenAnswers,
    Wakeups,
    {
      provide: EventStreams,
      inject: [OpenAnswers, LOGGER],
      useFactory: (answers: OpenAnswers, logger: Logger) => new EventStreams(answers, logger),
    },
    { provide: JobCursors, useFactory: () => new JobCursors(config.INTERNAL_TOKEN) },
    onDatabase(JobHistory, TypeOrmJobHistory),
    onDatabase(JobList, TypeOrmJobList),
    onDatabase(JobOutlook, TypeOrmJobOutlook),
    onDatabase(EventFeed, TypeOrmEventFeed),
    onDatabase(EventTokens, TypeOrmEventTokens),
    {
      provide: NumberEvents,
      inject: [EventFeed, Wakeups, LOGGER],
      useFactory: (feed: EventFeed, wakeups: Wakeups, logger: Logger) =>
        new NumberEvents(feed, wakeups, logger),
    },
    {
      provide: PostgresWakeups,
      inject: [DataSource, Wakeups, NumberEvents, LOGGER],
      useFactory: (source: DataSource, wakeups: Wakeups, numbering: NumberEvents, logger: Logger) =>
        new PostgresWakeups(source, wakeups, numbering, logger),
    },
  ];
}

function onDatabase<Port>(
  provide: abstract new () => Port,
  Adapter: new (dataSource: DataSource) => Port,
): Provider {
  return { provide, inject: [DataSource], useFactory: (source: DataSource) => new Adapter(source) };
}
