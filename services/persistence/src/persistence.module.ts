/**
 * consumes   transcript.created, analysis.completed; job.cancelled (discards what arrives late); job.erased (deletes the meeting)
 * publishes  meeting.transcribed, meeting.completed; stage.failed when it gives a half of the meeting up
 * owns       the PostgreSQL schema `meetings`: meetings, speakers, segments, action items, decisions; GET /v1/meetings/:id,
 *            and its exports, GET /v1/meetings/:id/transcript
 * fails      while the database is away events are retried, and reads answer 503; what cannot be stored is dead-lettered
 */
import { databaseTakesWrites, migrationsApplied } from '@meeting-intelligence/database';
import { OutboxModule } from '@meeting-intelligence/messaging';
import { PlatformModule, type Platform, type ServiceDefinition } from '@meeting-intelligence/service';
import { Module, type DynamicModule } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import { openDatabase } from './adapters/database.js';
import { TypeOrmArrivals } from './adapters/typeorm-arrivals.js';
import { TypeOrmMeetings } from './adapters/typeorm-meetings.js';
import { Arrivals } from './arrivals.js';
import { persistenceFields, type PersistenceConfig } from './config.js';
import { DiscardCancelledHandler } from './discard-cancelled.handler.js';
import { EraseMeetingHandler } from './erase-meeting.handler.js';
import { failJob } from './fail-job.js';
import { configureHttp } from './http/configure-http.js';
import { ExportTranscriptController } from './http/export-transcript.controller.js';
import { INTERNAL_TOKEN, knowsToken } from './http/internal-token.guard.js';
import { ReadMeetingController } from './http/read-meeting.controller.js';
import { MeetingCompletion } from './meeting-completion.js';
import { Meetings } from './meetings.js';
import { StoreAnalysisHandler } from './store-analysis.handler.js';
import { StoreTranscriptHandler } from './store-transcript.handler.js';

@Module({})
export class PersistenceModule {
  static with(config: PersistenceConfig, platform: Platform): DynamicModule {
    const platformModule = PlatformModule.with(platform);
    return {
      module: PersistenceModule,
      imports: [
        platformModule,
        TypeOrmModule.forRootAsync({
          useFactory: () => ({ type: 'postgres', retryAttempts: 1 }),
          dataSourceFactory: () => openDatabase(config.DATABASE_URL, platform.logger),
        }),
        OutboxModule.forService({
          service: 'persistence',
          logger: platform.logger,
          imports: [platformModule],
        }),
      ],
      controllers: [
        StoreTranscriptHandler,
        StoreAnalysisHandler,
        DiscardCancelledHandler,
        EraseMeetingHandler,
        ReadMeetingController,
        ExportTranscriptController,
      ],
      providers: [
        MeetingCompletion,
        { provide: Arrivals, useClass: TypeOrmArrivals },
        {
          provide: Meetings,
          inject: [DataSource],
          useFactory: (source: DataSource) => new TypeOrmMeetings(source),
        },
        { provide: INTERNAL_TOKEN, useValue: config.INTERNAL_TOKEN },
      ],
    };
  }
}

export const persistenceService: ServiceDefinition<typeof persistenceFields> = {
  name: 'persistence',
  fields: persistenceFields,
  module: (config, platform) => PersistenceModule.with(config, platform),
  onGivenUp: failJob,
  http: {
    port: (config) => config.PORT,
    isInternal: ({ headers }, config) => knowsToken(headers.authorization, config.INTERNAL_TOKEN),
    configure: configureHttp,
  },
  readiness: {
    startup: (app) => [migrationsApplied(app.get(DataSource))],
    checks: (app) => [databaseTakesWrites(app.get(DataSource))],
  },
};
