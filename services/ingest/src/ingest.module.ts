/**
 * INGEST, the public gateway.
 *
 * consumes   every event of a job, into the ledger (contracts/pipeline.ts)
 * publishes  recording.requested (to itself: a recording to be fetched), job.submitted, stage.failed, and how each job ended: job.completed, job.failed, job.cancelled (docs/adr/0004); job.erased
 * owns       the public HTTP API and its keys, uploads, the ledger of jobs (PostgreSQL schema `ingest`) and the bulk lane in it, deadlines
 * fails      a request that cannot be taken is answered with a problem document and leaves nothing behind. The broker
 *            may be away: accepted jobs wait in the outbox. Without the database it is not ready and answers 503; streams of
 *            events that are open wait for it.
 *            An event that cannot be recorded is retried, then dead-lettered; the pipeline goes on without the ledger,
 *            but no job ends.
 */
import { databaseTakesWrites, migrationsApplied } from '@meeting-intelligence/database';
import { egressPolicy } from '@meeting-intelligence/egress';
import { KeyRing } from '@meeting-intelligence/key-ring';
import { EventBus, Outbox, OutboxModule } from '@meeting-intelligence/messaging';
import { PlatformModule, type Platform, type ServiceDefinition } from '@meeting-intelligence/service';
import { ObjectStore } from '@meeting-intelligence/storage';
import { Module, type DynamicModule, type Provider } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import { ApiKeysController } from './access/api-keys.controller.js';
import { ApiKeys } from './access/api-keys.js';
import { Authenticator } from './access/authenticator.js';
import { KeyManagement } from './access/key-management.js';
import { openDatabase } from './adapters/database.js';
import { HttpMeetingsApi } from './adapters/http-meetings-api.js';
import { TypeOrmApiKeys } from './adapters/typeorm-api-keys.js';
import { TypeOrmJobLedger } from './adapters/typeorm-job-ledger.js';
import { bulkControllers, bulkProviders } from './bulk/bulk.module.js';
import { CancelJobController } from './cancel-job.controller.js';
import { CancelJob } from './cancel-job.js';
import { ingestFields, type IngestConfig } from './config.js';
import { configureHttp } from './configure-http.js';
import { DescriptionController } from './description/description.controller.js';
import { erasingControllers, erasingProviders } from './erasing/erasing.module.js';
import { followingControllers, followingProviders } from './following/following.module.js';
import { OpenAnswers } from './following/open-answers.js';
import { FetchRecordingHandler } from './fetch/fetch-recording.handler.js';
import { fetching } from './fetch/fetching.module.js';
import { giveUpRecording } from './fetch/give-up-recording.js';
import { ReceiveForm } from './forms/receive-form.js';
import { SubmitForm } from './forms/submit-form.js';
import { idempotencyProviders } from './idempotency/idempotency.module.js';
import { ExportTranscriptController } from './export-transcript.controller.js';
import { answerUnroutable } from './http/answer-broken-requests.js';
import { JobLedger } from './job-ledger.js';
import { limitsProviders } from './limits/limits.module.js';
import { UPLOAD_LIMITS, uploadLimits } from './limits/upload-limits.js';
import { measuringProviders } from './measuring/measuring.module.js';
import { mediaContradictions } from './media/config.js';
import { mediaProviders } from './media/media.module.js';
import { MeetingsApi } from './meetings-api.js';
import { JobOrders } from './opening/job-orders.js';
import { RecordEventHandler } from './record-event.handler.js';
import { KeepRecording } from './recordings/keep-recording.js';
import { ShowJobController } from './show-job.controller.js';
import { ShowMeetingController } from './show-meeting.controller.js';
import { CheckSubmission, EGRESS_POLICY } from './submission/check-submission.js';
import { SubmitJobController } from './submit-job.controller.js';
import { SubmitJob } from './submit-job.js';
import { SweepOrphans } from './sweep-orphans.js';
import { OpenTransfers } from './uploads/tus/open-transfers.js';
import { uploadsControllers, uploadsProviders } from './uploads/uploads.module.js';
import { WatchDeadlines } from './watch-deadlines.js';

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
      controllers: [
        SubmitJobController,
        ShowJobController,
        CancelJobController,
        ...followingControllers,
        ...bulkControllers,
        ...erasingControllers,
        ...uploadsControllers,
        ShowMeetingController,
        ExportTranscriptController,
        DescriptionController,
        ApiKeysController,
        RecordEventHandler,
        FetchRecordingHandler,
      ],
      providers: [
        CheckSubmission,
        KeepRecording,
        ReceiveForm,
        SubmitForm,
        SubmitJob,
        ...fetching(config),
        ...mediaProviders(config),
        { provide: KeyRing, useValue: config.SECRET_KEYS },
        CancelJob,
        Authenticator,
        KeyManagement,
        ...followingProviders(config),
        ...bulkProviders(config),
        ...limitsProviders(config),
        ...idempotencyProviders(config),
        ...uploadsProviders(config),
        ...erasingProviders,
        ...measuringProviders,
        ...housekeeping(config, platform),
        {
          provide: ApiKeys,
          inject: [DataSource],
          useFactory: (source: DataSource) => new TypeOrmApiKeys(source),
        },
        {
          provide: JobLedger,
          inject: [DataSource],
          useFactory: (source: DataSource) => new TypeOrmJobLedger(source),
        },
        {
          provide: MeetingsApi,
          useFactory: () => new HttpMeetingsApi(config.PERSISTENCE_URL, config.INTERNAL_TOKEN),
        },
        { provide: EGRESS_POLICY, useValue: egressPolicy(config) },
        { provide: UPLOAD_LIMITS, useValue: uploadLimits(config.MAX_UPLOAD_BYTES) },
      ],
    };
  }
}

/** What starts and stops with the application and is asked by nobody. */
function housekeeping(config: IngestConfig, { logger }: Platform): Provider[] {
  const deadlines = {
    deadlineMs: config.JOB_DEADLINE_MS,
    handlerTimeoutMs: config.HANDLER_TIMEOUT_MS,
    intervalMs: config.WATCHDOG_INTERVAL_MS,
    logger,
  };
  const orphans = { intervalMs: config.SWEEP_INTERVAL_MS, orphanAgeMs: config.ORPHAN_AGE_MS, logger };
  return [
    {
      provide: WatchDeadlines,
      inject: [JobLedger, Outbox, EventBus, JobOrders],
      useFactory: (ledger: JobLedger, outbox: Outbox, bus: EventBus, orders: JobOrders) =>
        new WatchDeadlines(ledger, outbox, bus, orders, deadlines),
    },
    {
      provide: SweepOrphans,
      inject: [JobLedger, ObjectStore],
      useFactory: (ledger: JobLedger, store: ObjectStore) => new SweepOrphans(ledger, store, orphans),
    },
  ];
}

export const ingestService: ServiceDefinition<typeof ingestFields> = {
  name: 'ingest',
  fields: ingestFields,
  contradictions: mediaContradictions,
  module: (config, platform) => IngestModule.with(config, platform),
  http: {
    port: (config) => config.PORT,
    configure: (app, config) => configureHttp(app, config),
    stopping: (app) => {
      app.get(OpenAnswers).endAll();
      app.get(OpenTransfers).endAll();
    },
    answerUnroutable,
  },
  onGivenUp: giveUpRecording,
  readiness: {
    startup: (app) => [migrationsApplied(app.get(DataSource))],
    replacesBroker: true,
    checks: (app) => [
      databaseTakesWrites(app.get(DataSource)),
      { name: 'storage', check: () => app.get(ObjectStore).check() },
    ],
  },
};
