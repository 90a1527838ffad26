import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:net';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { connect } from 'amqplib';
import { Client } from 'pg';
import { afterEach, expect, test } from 'vitest';
import {
  autoTeardown,
  eventually,
  isAlive,
  startPrivatePostgres,
  startPrivateRabbitMq,
} from '@meeting-intelligence/testing';
import { listeningAddresses, workingFolder } from './proc.js';

const teardown = autoTeardown(afterEach);
const TWO_SERVERS_MS = 90_000;

test(
  'two brokers run side by side, while others hold the standard ports, and leave nothing',
  { timeout: TWO_SERVERS_MS },
  async () => {
    for (const port of [5672, 25672, 4369]) await occupy(port);
    const [one, other] = await Promise.all([startPrivateRabbitMq(), startPrivateRabbitMq()]);
    teardown.use(one);
    teardown.use(other);
    expect(new URL(one.amqpUrl).port).not.toBe('5672');

    const queue = await withChannel(one.amqpUrl, (channel) => channel.assertQueue('only-in-one'));
    expect(queue.queue).toBe('only-in-one');
    expect(await one.rabbitmqctl(['list_queues', '--quiet', 'name'])).toContain('only-in-one');
    expect(await other.evaluate('length(rabbit_amqqueue:list())')).toContain('{ok, 0}');
    expect(listeningAddresses(one.pid)).toEqual(['127.0.0.1']);

    const pids = [one.pid, other.pid];
    const folders = pids.map(workingFolder);
    await Promise.all([one.stop(), other.stop()]);
    expect(pids.filter(isAlive)).toEqual([]);
    expect(folders.filter((folder) => existsSync(folder))).toEqual([]);
  },
);

test('a broker tells Prometheus about itself when it is asked to', { timeout: TWO_SERVERS_MS }, async () => {
  const broker = teardown.use(await startPrivateRabbitMq({ metrics: true }));
  await withChannel(broker.amqpUrl, (channel) => channel.assertQueue('seen'));
  const detailed = `${broker.metricsUrl}/detailed?family=queue_coarse_metrics`;
  await eventually(async () => expect(await (await fetch(detailed)).text()).toContain('queue="seen"'));
  expect(listeningAddresses(broker.pid)).toEqual(['127.0.0.1']);
});

test(
  'a broker that is killed comes back on the same port with its durable messages',
  { timeout: TWO_SERVERS_MS },
  async () => {
    const broker = teardown.use(await startPrivateRabbitMq());
    const url = broker.amqpUrl;
    await withChannel(url, async (channel) => {
      await channel.assertQueue('kept', { arguments: { 'x-queue-type': 'quorum' } });
      channel.sendToQueue('kept', Buffer.from('still here'), { persistent: true });
      await channel.waitForConfirms();
    });
    await broker.kill();
    await expect(connect(url)).rejects.toThrow(/ECONNREFUSED/);
    await broker.restart();
    expect(broker.amqpUrl).toBe(url);
    const message = await eventually(async () => {
      const found = await withChannel(url, (channel) => channel.get('kept', { noAck: true }));
      if (found === false) throw new Error('no message yet');
      return found;
    });
    expect(message.content.toString()).toBe('still here');
  },
);

test('a private PostgreSQL creates databases, survives being killed, and leaves nothing', async () => {
  const server = teardown.use(await startPrivatePostgres());
  const url = await server.createDatabase('it\'s a "name"');
  await query(url, 'create table notes (text text)');
  expect(await server.createDatabase('it\'s a "name"')).toBe(url);
  await server.kill();
  await server.restart();
  expect(await query(url, 'select count(*)::int as n from notes')).toEqual([{ n: 0 }]);
  const { pid } = server;
  await server.stop();
  expect(isAlive(pid)).toBe(false);
});

test('data in a folder of one’s own outlives the server', { timeout: TWO_SERVERS_MS }, async () => {
  const dataFolder = freshFolder();
  for (const round of [1, 2]) {
    const server = await startPrivatePostgres({ dataFolder: `${dataFolder}/postgres` });
    teardown.use(server);
    const url = await server.createDatabase('kept');
    if (round === 1) await query(url, 'create table notes (text text)');
    expect(await query(url, 'select * from notes')).toEqual([]);
    await server.stop();
  }
  for (const round of [1, 2]) {
    const broker = await startPrivateRabbitMq({ dataFolder: `${dataFolder}/rabbitmq` });
    teardown.use(broker);
    await withChannel(broker.amqpUrl, async (channel) => {
      await (round === 1 ? channel.assertQueue('kept', { durable: true }) : channel.checkQueue('kept'));
    });
    await broker.stop();
  }
});

test('a server that cannot start says why, with its own last words', async () => {
  const dataFolder = freshFolder();
  const server = await startPrivatePostgres({ dataFolder: `${dataFolder}/postgres` });
  await server.stop();
  await rm(`${dataFolder}/postgres/data/postgresql.conf`);
  await expect(startPrivatePostgres({ dataFolder: `${dataFolder}/postgres` })).rejects.toThrow(
    /PostgreSQL did not start: [\s\S]*postgresql\.conf/,
  );
});

test(
  'servers end with a process that is killed without a chance to stop them',
  { timeout: TWO_SERVERS_MS },
  async () => {
    const fixture = fileURLToPath(new URL('./start-and-wait.mjs', import.meta.url));
    const parent = spawn(process.execPath, [fixture], { stdio: ['ignore', 'pipe', 'inherit'] });
    teardown.add('parent', () => parent.kill('SIGKILL'));
    const pids = await new Promise<number[]>((resolve, reject) => {
      createInterface({ input: parent.stdout }).once('line', (line) => resolve(JSON.parse(line) as number[]));
      parent.once('exit', () => reject(new Error('the fixture ended before its servers were up')));
    });
    expect(pids.filter(isAlive)).toHaveLength(2);
    const folders = pids.map(workingFolder);
    expect(folders.every((folder) => existsSync(folder))).toBe(true);
    parent.kill('SIGKILL');
    await eventually(() => {
      expect(pids.filter(isAlive)).toEqual([]);
      expect(folders.filter((folder) => existsSync(folder))).toEqual([]);
    });
  },
);

function freshFolder(): string {
  const folder = `/var/tmp/mi-spec-${randomBytes(4).toString('hex')}`;
  teardown.add('data folder', () => rm(folder, { recursive: true, force: true }));
  return folder;
}

async function withChannel<T>(
  url: string,
  use: (channel: Awaited<ReturnType<Connection['createConfirmChannel']>>) => Promise<T>,
): Promise<T> {
  const connection = await connect(url);
  connection.on('error', () => undefined); // the broker is stopped under it when a test fails
  try {
    return await use(await connection.createConfirmChannel());
  } finally {
    await connection.close();
  }
}

type Connection = Awaited<ReturnType<typeof connect>>;

async function query(url: string, sql: string): Promise<unknown[]> {
  const client = new Client({ connectionString: url });
  try {
    await client.connect();
    return (await client.query(sql)).rows as unknown[];
  } finally {
    await client.end();
  }
}

/** Somebody else on a standard port; if somebody really is there already, all the better. */
async function occupy(port: number): Promise<void> {
  const server = await new Promise<Server | undefined>((resolve) => {
    const candidate = createServer();
    candidate.once('error', () => resolve(undefined));
    candidate.listen(port, '127.0.0.1', () => resolve(candidate));
  });
  if (server) teardown.add(`port ${port}`, () => new Promise((resolve) => server.close(resolve)));
}
