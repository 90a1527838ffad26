import type { Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import type { DataSource } from 'typeorm';

const firstPauseMs = 100;
const longestPauseMs = 10_000;

/**
 * LISTENs to one channel of PostgreSQL on a connection of its own, which it makes again when it is lost. Notifications are
 * a way to be quick, never the only one: what was notified while nobody listened is gone, so whoever listens also looks
 * now and then.
 */
export class NotificationListener {
  private readonly stopping = new AbortController();
  private client?: pg.Client;
  private running?: Promise<void>;

  /** `onNotified` without a payload: it listens from now on, and anything may have happened before. */
  constructor(
    private readonly dataSource: DataSource,
    private readonly channel: string,
    private readonly onNotified: (payload?: string) => void,
  ) {}

  start(): void {
    this.running ??= this.run();
  }

  async stop(): Promise<void> {
    this.stopping.abort();
    if (this.client) cut(this.client);
    await this.running;
  }

  private async run(): Promise<void> {
    const { signal } = this.stopping;
    for (let attempt = 0; !signal.aborted; attempt += 1) {
      const client = new pg.Client(this.connectionOptions());
      this.client = client;
      const ended = new Promise<void>((resolve) => client.once('end', resolve));
      client.on('error', () => undefined); // `end` follows
      client.on('notification', ({ payload }) => this.onNotified(payload ?? ''));
      try {
        // pg never settles a connect() that end() overtook.
        await Promise.race([client.connect(), ended]);
        if (signal.aborted) break;
        await client.query(`listen ${client.escapeIdentifier(this.channel)}`);
        attempt = 0;
        this.onNotified();
        await ended;
      } catch {
        // not there, or gone again: those who look now and then tell of a database that is away
      } finally {
        cut(client);
      }
      await sleep(pauseMs(attempt), undefined, { signal }).catch(() => undefined);
    }
  }

  private connectionOptions(): pg.ClientConfig {
    const { options } = this.dataSource;
    if (options.type !== 'postgres')
      throw new Error(`expected a PostgreSQL data source, got ${options.type}`);
    const { url, host, port, username, password, database, ssl } = options;
    const address = url ? { connectionString: url } : { host, port, user: username, password, database };
    return {
      ...address,
      ssl,
      keepAlive: true,
      connectionTimeoutMillis: 10_000,
      application_name: this.channel,
    } as pg.ClientConfig;
  }
}

/** With jitter: many processes do not come back in step. */
function pauseMs(attempt: number): number {
  const ceiling = Math.min(longestPauseMs, firstPauseMs * 2 ** Math.min(attempt, 10));
  return ceiling * (0.5 + Math.random() / 2);
}

/** Nothing is lost with a connection that only listens, and `end()` would wait for a server that may not answer. */
function cut(client: pg.Client): void {
  (client as unknown as { readonly connection: { readonly stream: Socket } }).connection.stream.destroy();
}
