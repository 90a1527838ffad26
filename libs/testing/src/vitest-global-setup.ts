// Gives a test run one RabbitMQ and one PostgreSQL, started when the first test asks (a run of pure unit specs
// starts neither). The main process of vitest owns them and answers the workers on a loopback port.
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { TestProject } from 'vitest/node';
import {
  createDatabase,
  dropDatabase,
  startPrivatePostgres,
  type PrivatePostgres,
} from './private-postgres.js';
import { startPrivateRabbitMq, type PrivateRabbitMq } from './private-rabbitmq.js';
import { deleteEntitiesOf } from './delete-entities.js';
import { provideRabbitMq } from './rabbitmq-installation.js';
import { testedRabbitMqLine } from './test-servers.js';

declare module 'vitest' {
  export interface ProvidedContext {
    /** Where the workers ask for servers. */
    testServersUrl: string;
  }
}

let rabbitMq: Promise<PrivateRabbitMq> | undefined;
let postgres: Promise<PrivatePostgres> | undefined;

/** `AMQP_URL` and `DATABASE_URL`, if given, are used instead of private servers. */
async function brokerUrl(): Promise<string> {
  const given = process.env.AMQP_URL;
  return given ? given : (await (rabbitMq ??= startPrivateRabbitMq({ line: testedRabbitMqLine() }))).amqpUrl;
}

async function serverUrl(): Promise<string> {
  const given = process.env.DATABASE_URL;
  return given ? given : (await (postgres ??= startPrivatePostgres())).url;
}

const routes: Record<string, (name: string) => Promise<string>> = {
  'GET /broker': brokerUrl,
  'GET /database-server': serverUrl,
  'POST /databases': async (name) => createDatabase(await serverUrl(), name),
  'DELETE /databases': async (name) => {
    await dropDatabase(await serverUrl(), name);
    return '';
  },
  'DELETE /entities': async (prefix) => {
    // A broker that was given is left as it is but for what the test itself deletes: we have no key to it.
    if (rabbitMq) await deleteEntitiesOf(await rabbitMq, prefix);
    return '';
  },
};

async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { pathname, searchParams } = new URL(request.url ?? '/', 'http://127.0.0.1');
  try {
    const route = routes[`${request.method} ${pathname}`];
    if (route === undefined) throw new Error(`no such request: ${request.method} ${pathname}`);
    response.end(await route(searchParams.get('name') ?? ''));
  } catch (error) {
    response.statusCode = 500;
    response.end((error as Error).message);
  }
}

function listen(): Promise<Server> {
  return new Promise((resolve, reject) => {
    const server = createServer((request, response) => void answer(request, response));
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => resolve(server));
  });
}

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const line = testedRabbitMqLine();
  // The first time it is fetched, which takes longer than a test may.
  if (line !== undefined) await provideRabbitMq(line, (text) => console.error(text));
  const server = await listen();
  project.provide('testServersUrl', `http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  return async () => {
    server.closeAllConnections();
    server.close();
    const started = await Promise.allSettled([rabbitMq, postgres]);
    rabbitMq = undefined;
    postgres = undefined;
    await Promise.all(started.map(async (one) => one.status === 'fulfilled' && one.value?.stop()));
  };
}
