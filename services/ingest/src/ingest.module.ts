/**
 * INGEST, the public gateway.
 *
 * consumes   every event of a job, into the ledger (contracts/pipeline.ts)
 * publishes  job.submitted
 * owns       the public HTTP API, uploads, the ledger of jobs (PostgreSQL schema `ingest`)
 * fails      a request that cannot be taken is answered with a problem document and leaves nothing behind. The broker
 *            may be away: accepted jobs wait in the outbox. Without the database it is not ready and answers 503.
 *            An event that cannot be recorded is retried, then dead-lettered; the pipeline goes on without the ledger.
 */
import { OutboxModule } from '@meeting-intelligence/messaging';
import { PlatformModule, type Platform, type ServiceDefinition } from '@meeting-intelligence/service';
import { ObjectStore } from '@meeting-intelligence/storage';
import { Module, type DynamicModule } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import { openDatabase } from './adapters/database.js';
import { HttpMeetingsApi } from './adapters/http-meetings-api.js';
import { TypeOrmJobLedger } from './adapters/typeorm-job-ledger.js';
import { ingestFields, type IngestConfig } from './config.js';
import { answerUnroutable } from './http/answer-broken-requests.js';
import { configureHttp } from './http/configure-http.js';
import { JobLedger } from './job-ledger.js';
import { MeetingsApi } from './meetings-api.js';
import { RecordEventHandler } from './record-event.handler.js';
import { ShowJobController } from './show-job.controller.js';
import { ShowMeetingController } from './show-meeting.controller.js';
import { SubmitJobController } from './submit-job.controller.js';
import { SubmitJob } from './submit-job.js';
import { UPLOAD_LIMITS, uploadLimits } from './upload/upload-limits.js';

@Module({})
export class IngestModule {
  static with(config: IngestConfig, platform: Platform): DynamicModule {
    const platformModule = PlatformModule.with(platform);
    return {
      module: IngestModule,
      imports: [
        platformModule,
        TypeOrmModule.forRootAsync({
          useFactory: () => ({ type: 'postgres', retryAttempts: 1 }),
          dataSourceFactory: () => openDatabase(config.DATABASE_URL, platform.logger),
        }),
        OutboxModule.forService({ service: 'ingest', logger: platform.logger, imports: [platformModule] }),
      ],
      controllers: [SubmitJobController, ShowJobController, ShowMeetingController, RecordEventHandler],
      providers: [
        SubmitJob,
        {
          provide: JobLedger,
          inject: [DataSource],
          useFactory: (source: DataSource) => new TypeOrmJobLedger(source),
        },
        {
          provide: MeetingsApi,
          useFactory: () => new HttpMeetingsApi(config.PERSISTENCE_URL, config.INTERNAL_TOKEN),
        },
        { provide: UPLOAD_LIMITS, useValue: uploadLimits(config.MAX_UPLOAD_BYTES) },
      ],
    };
  }
}

export const ingestService: ServiceDefinition<typeof ingestFields> = {
  name: 'ingest',
  fields: ingestFields,
  module: (config, platform) => IngestModule.with(config, platform),
  http: { port: (config) => config.PORT, configure: (app) => configureHttp(app), answerUnroutable },
  readiness: {
    replacesBroker: true,
    checks: (app) => [
      { name: 'database', check: async () => void (await app.get(DataSource).query('select 1')) },
      { name: 'storage', check: () => app.get(ObjectStore).check() },
    ],
  },
};
