import { tmpdir } from 'node:os';
import { Writable } from 'node:stream';
import { loadConfig } from '@meeting-intelligence/config';
import type { Envelope } from '@meeting-intelligence/contracts';
import { InMemoryEventBus } from '@meeting-intelligence/messaging';
import { createService, type RunningService } from '@meeting-intelligence/service';
import { FolderObjectStore } from '@meeting-intelligence/storage';
import { createLogger } from '@meeting-intelligence/telemetry';
import { persistenceFields } from '../src/config.js';
import { persistenceService } from '../src/persistence.module.js';

export const token = 'an-internal-token-of-32-characters';

/** The real module on a real database, with a bus and a log in memory. */
export class RunningPersistence {
  private constructor(
    readonly bus: InMemoryEventBus,
    readonly service: RunningService,
  ) {}

  /** What it logs goes to `lines`, from the first one on. */
  static async start(databaseUrl: string, lines: string[] = []): Promise<RunningPersistence> {
    const config = loadConfig(persistenceFields, {
      AMQP_URL: 'amqp://unused',
      STORAGE_URL: `file://${tmpdir()}/unused`,
      DATABASE_URL: databaseUrl,
      INTERNAL_TOKEN: token,
      PORT: '0',
      HEALTH_PORT: '0',
    });
    const log = new Writable({ write: (chunk: Buffer, _, done) => (lines.push(chunk.toString()), done()) });
    const bus = new InMemoryEventBus();
    const store = new FolderObjectStore(`${tmpdir()}/unused`);
    const logger = createLogger({ name: 'persistence', version: '0.0.0' }, 'debug', log);
    return new RunningPersistence(
      bus,
      await createService(persistenceService, config, { bus, store, logger }),
    );
  }

  published(jobId: string, type: string): Envelope[] {
    return this.bus.published.filter((event) => event.subject === jobId && event.type === type);
  }

  getMeeting(
    id: string,
    headers: Record<string, string> = { authorization: `Bearer ${token}`, 'x-owner': 'cms' },
  ): Promise<Response> {
    return get(this.service.url!, `v1/meetings/${id}`, headers);
  }

  getReadiness(): Promise<Response> {
    return get(this.service.healthUrl, 'ready');
  }

  stop(): Promise<void> {
    return this.service.stop();
  }
}

function get(baseUrl: string, path: string, headers: Record<string, string> = {}): Promise<Response> {
  return fetch(`http://127.0.0.1:${new URL(baseUrl).port}/${path}`, {
    headers: { ...headers, connection: 'close' },
  });
}
