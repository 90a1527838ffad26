import { randomBytes } from 'node:crypto';
import type { RabbitMqLine } from './server-binaries.js';

export interface TestBroker {
  readonly amqpUrl: string;
  /** For the `prefix` option of the messaging library: nobody else's queues and exchanges start with it. */
  readonly prefix: string;
  /** Deletes every queue and exchange that starts with the prefix. */
  close(): Promise<void>;
}

export interface TestDatabase {
  /** Of a fresh, empty database. */
  readonly url: string;
  /** Drops it, ending the sessions that still use it. */
  close(): Promise<void>;
}

/** `RABBITMQ_LINE`: the RabbitMQ this run of the tests is about, for brokers of a test's own, too. */
export function testedRabbitMqLine(): RabbitMqLine | undefined {
  const line = process.env.RABBITMQ_LINE;
  if (!line) return undefined;
  if (line !== '3' && line !== '4') throw new Error(`RABBITMQ_LINE: expected 3 or 4, got ${line}`);
  if (process.env.AMQP_URL) throw new Error('AMQP_URL and RABBITMQ_LINE: expected at most one of them');
  return line;
}

// The first to ask waits for the server to start.
const TIMEOUT_MS = 90_000;

/** The run's RabbitMQ with a prefix of the caller's own. Only inside vitest with our global setup. */
export async function testBroker(): Promise<TestBroker> {
  const amqpUrl = await ask('GET', '/broker');
  const prefix = `t-${randomBytes(5).toString('hex')}.`;
  return { amqpUrl, prefix, close: async () => void (await ask('DELETE', '/entities', prefix)) };
}

/** A fresh database in the run's PostgreSQL. Only inside vitest with our global setup. */
export async function testDatabase(): Promise<TestDatabase> {
  const name = `test_${randomBytes(6).toString('hex')}`;
  const url = await ask('POST', '/databases', name);
  return { url, close: async () => void (await ask('DELETE', '/databases', name)) };
}

async function ask(method: string, path: string, name = ''): Promise<string> {
  // Imported late: this package is also used by the launcher, where there is no vitest.
  const { inject } = await import('vitest');
  const base = inject('testServersUrl');
  const response = await fetch(`${base}${path}?name=${encodeURIComponent(name)}`, {
    method,
    signal: AbortSignal.timeout(TIMEOUT_MS),
    headers: { connection: 'close' },
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`test servers, ${method} ${path}: ${text}`);
  return text;
}
