import { tmpdir } from 'node:os';
import { Writable } from 'node:stream';
import { loadConfig } from '@meeting-intelligence/config';
import type { Envelope } from '@meeting-intelligence/contracts';
import { InMemoryEventBus } from '@meeting-intelligence/messaging';
import { createService, type RunningService } from '@meeting-intelligence/service';
import { FolderObjectStore } from '@meeting-intelligence/storage';
import { createLogger } from '@meeting-intelligence/telemetry';
import { DataSource } from 'typeorm';
import { notificationFields } from '../src/config.js';
import { notificationService } from '../src/notification.module.js';

/** The real module on a real database, with a bus and a log in memory. */
export class RunningNotification {
  private constructor(
    readonly bus: InMemoryEventBus,
    private readonly service: RunningService,
  ) {}

  /** What it logs goes to `lines`, from the first one on. */
  static async start(
    databaseUrl: string,
    secretKeys: string,
    lines: string[] = [],
  ): Promise<RunningNotification> {
    const config = loadConfig(notificationFields, {
      AMQP_URL: 'amqp://unused',
      STORAGE_URL: `file://${tmpdir()}/unused`,
      DATABASE_URL: databaseUrl,
      SECRET_KEYS: secretKeys,
      WEBHOOK_TIMEOUT_MS: '300',
      EGRESS_ALLOW_CIDRS: '127.0.0.0/8',
      HEALTH_PORT: '0',
    });
    const log = new Writable({ write: (chunk: Buffer, _, done) => (lines.push(chunk.toString()), done()) });
    const bus = new InMemoryEventBus();
    const store = new FolderObjectStore(`${tmpdir()}/unused`);
    const logger = createLogger({ name: 'notification', version: '0.0.0' }, 'debug', log);
    return new RunningNotification(
      bus,
      await createService(notificationService, config, { bus, store, logger }),
    );
  }

  get database(): DataSource {
    return this.service.app.get(DataSource);
  }

  published(jobId: string, type: string): Envelope[] {
    return this.bus.published.filter((one) => one.subject === jobId && one.type === type);
  }

  stop(): Promise<void> {
    return this.service.stop();
  }
}
