/**
 * consumes   recording.requested, job.submitted (learns whom to tell), job.completed, job.failed, job.cancelled: what the ledger decided;
 *            job.erased; its own webhook.exhausted
 * publishes  webhook.delivered, webhook.exhausted
 * owns       the PostgreSQL schema `notification`: targets, deliveries, delivery attempts. Secrets are in it sealed only
 * fails      a webhook that is not accepted is retried through the delay queues, then dead-lettered, one whose URL leads into
 *            an inner network (libs/egress) at once; the job never fails of it
 */
import { databaseTakesWrites, migrationsApplied } from '@meeting-intelligence/database';
import { egressPolicy } from '@meeting-intelligence/egress';
import { KeyRing } from '@meeting-intelligence/key-ring';
import { OutboxModule } from '@meeting-intelligence/messaging';
import { PlatformModule, type Platform, type ServiceDefinition } from '@meeting-intelligence/service';
import { Module, type DynamicModule } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import { AxiosWebhookSender } from './adapters/axios-webhook-sender.js';
import { openDatabase } from './adapters/database.js';
import { PostgresDeliveries } from './adapters/postgres-deliveries.js';
import { PostgresWebhookTargets } from './adapters/postgres-webhook-targets.js';
import { notificationFields, type NotificationConfig } from './config.js';
import { DeliverWebhook } from './deliver-webhook.js';
import { Deliveries } from './deliveries.js';
import { EraseJobHandler } from './erase-job.handler.js';
import { giveUpWebhook } from './give-up-webhook.js';
import { NotifyCancelledHandler } from './notify-cancelled.handler.js';
import { NotifyCompletedHandler } from './notify-completed.handler.js';
import { NotifyFailedHandler } from './notify-failed.handler.js';
import { RememberWebhookTargetHandler } from './remember-webhook-target.handler.js';
import { SendSealedWebhook } from './send-sealed-webhook.js';
import { SettleExhaustedHandler } from './settle-exhausted.handler.js';
import { version } from './version.js';
import { WebhookSender } from './webhook-sender.js';
import { WebhookTargets } from './webhook-targets.js';

@Module({})
export class NotificationModule {
  static with(config: NotificationConfig, platform: Platform): DynamicModule {
    const platformModule = PlatformModule.with(platform);
    return {
      module: NotificationModule,
      imports: [
        platformModule,
        TypeOrmModule.forRootAsync({
          useFactory: () => ({ type: 'postgres', retryAttempts: 1 }),
          dataSourceFactory: () => openDatabase(config.DATABASE_URL, platform.logger),
        }),
        OutboxModule.forService({
          service: 'notification',
          logger: platform.logger,
          imports: [platformModule],
        }),
      ],
      controllers: [
        RememberWebhookTargetHandler,
        NotifyCompletedHandler,
        NotifyFailedHandler,
        NotifyCancelledHandler,
        SettleExhaustedHandler,
        EraseJobHandler,
      ],
      providers: [
        DeliverWebhook,
        SendSealedWebhook,
        { provide: KeyRing, useValue: config.SECRET_KEYS },
        {
          provide: WebhookTargets,
          inject: [DataSource],
          useFactory: (source: DataSource) => new PostgresWebhookTargets(source),
        },
        {
          provide: Deliveries,
          inject: [DataSource],
          useFactory: (source: DataSource) => new PostgresDeliveries(source),
        },
        {
          provide: WebhookSender,
          useValue: new AxiosWebhookSender(config.WEBHOOK_TIMEOUT_MS, version, egressPolicy(config)),
        },
      ],
    };
  }
}

export const notificationService: ServiceDefinition<typeof notificationFields> = {
  name: 'notification',
  fields: notificationFields,
  module: (config, platform) => NotificationModule.with(config, platform),
  onGivenUp: giveUpWebhook,
  readiness: {
    startup: (app) => [migrationsApplied(app.get(DataSource))],
    checks: (app) => [databaseTakesWrites(app.get(DataSource))],
  },
};
