import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect } from 'amqplib';
import { afterEach, describe, expect, test, vi } from 'vitest';
import {
  autoTeardown,
  eventually,
  isAlive,
  rabbitMq4Unavailable,
  startPrivateRabbitMq,
  type PrivateRabbitMq,
} from '@meeting-intelligence/testing';
import { provideNextDebian } from '../src/next-debian.js';
import { findRabbitMq } from '../src/server-binaries.js';
import { listeningAddresses, workingFolder } from './proc.js';

const teardown = autoTeardown(afterEach);
afterEach(() => {
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
});

const unavailable = rabbitMq4Unavailable();
if (unavailable !== undefined) console.warn(`skipped: ${unavailable}`);
/** The first run fetches it from Debian, which nobody wants of a test who did not ask for it. */
const FETCH_MS = 12 * 60_000;
const cache = process.env.XDG_CACHE_HOME || join(homedir(), '.cache');
const isHere =
  findRabbitMq('4') !== undefined || existsSync(join(cache, 'meeting-intelligence', 'rabbitmq-4'));
const isAskedFor = process.env.RABBITMQ_LINE === '4';
if (!isHere && !isAskedFor) console.warn('skipped: RabbitMQ 4.x is not here; RABBITMQ_LINE=4 fetches it');

test.skipIf(unavailable !== undefined || (!isHere && !isAskedFor))(
  'a RabbitMQ 4.x runs beside what is installed, restarts, is alarmed, and leaves neither process nor mount',
  { timeout: FETCH_MS },
  async ({ skip }) => {
    const mounts = mountsHere();
    if (findRabbitMq('4') === undefined) {
      await provideNextDebian((line) => console.warn(line)).catch((error: Error) => skip(error.message));
    }
    const log: string[] = [];
    const broker = teardown.use(
      await startPrivateRabbitMq({
        line: '4',
        consumerTimeoutMs: 60_000,
        configuration: ['max_message_size = 1000000'],
        log: (line) => log.push(line),
      }),
    );
    const url = broker.amqpUrl;
    expect(broker.version).toMatch(/^4\.\d+\.\d+/);
    expect(log.join('\n')).toContain(`starting a private RabbitMQ ${broker.version}`);
    expect(await serverVersion(url)).toBe(broker.version);
    expect(listeningAddresses(broker.pid)).toEqual(['127.0.0.1']);
    expect(mountsHere()).toEqual(mounts);

    expect(await settings(broker, ['consumer_timeout', 'channel_tick_interval'])).toEqual([60_000, 15_000]);
    expect(await settings(broker, ['max_message_size'])).toEqual([1_000_000]);
    for (const alarm of ['memory', 'disk', 'none'] as const) {
      await broker.setAlarm(alarm);
      expect(await alarmOf(url)).toBe(alarm === 'none' ? '' : alarm);
    }

    await sendDurably(url, 'kept');
    await broker.kill();
    await expect(connect(url)).rejects.toThrow(/ECONNREFUSED/);
    await broker.restart();
    expect(broker.amqpUrl).toBe(url);
    expect(await broker.rabbitmqctl(['list_queues', '--quiet', 'name', 'type'])).toMatch(/kept\s+quorum/);
    await eventually(async () => expect(await take(url, 'kept')).toBe('still here'));

    const folder = workingFolder(broker.pid);
    const group = processesOf(folder);
    expect(group).toContain(broker.pid);
    await broker.stop();
    expect(group.filter(isAlive)).toEqual([]);
    expect(existsSync(folder)).toBe(false);
    expect(mountsHere()).toEqual(mounts);
  },
);

test.skipIf(findRabbitMq('4') !== undefined)('says what a RabbitMQ 4.x is missing', async () => {
  vi.stubEnv('XDG_CACHE_HOME', '/nonexistent');
  vi.spyOn(process, 'getuid').mockReturnValue(1000);
  expect(rabbitMq4Unavailable()).toMatch(/^RabbitMQ 4\.x is not available: missing .*root/);
  await expect(startPrivateRabbitMq({ line: '4' })).rejects.toThrow(/missing .*root/);
});

describe.skipIf(unavailable !== undefined || findRabbitMq('4') !== undefined)(
  'the programs of the next Debian',
  () => {
    test('are fetched once by two that ask at the same time, and again after one that was cut short', async () => {
      const { cache, calls } = await withDebootstrap(
        'echo called >> "$CALLS"; mkdir -p "$4/usr/bin"; echo done > "$4/usr/bin/program"',
      );
      const leftOver = join(cache, 'meeting-intelligence', 'rabbitmq-4.part');
      await mkdir(join(leftOver, 'root', 'usr'), { recursive: true });

      const [one, other] = await Promise.all([provideNextDebian(() => {}), provideNextDebian(() => {})]);

      expect(one).toBe(other);
      expect(await readFile(join(one, 'usr', 'bin', 'program'), 'utf8')).toBe('done\n');
      expect(await calls()).toBe(1);
      expect(existsSync(leftOver)).toBe(false);
      expect(await provideNextDebian(() => {})).toBe(one);
      expect(await calls()).toBe(1);
    });

    test('are missing without a network: the error has the last words of debootstrap', async () => {
      const { cache } = await withDebootstrap('echo "E: Failed getting release file" >&2; exit 1');
      await expect(startPrivateRabbitMq({ line: '4' })).rejects.toThrow(
        /^RabbitMQ 4\.x is not available: missing the packages of Debian .*: E: Failed getting release file$/,
      );
      expect(existsSync(join(cache, 'meeting-intelligence', 'rabbitmq-4'))).toBe(false);
    });
  },
);

/** A cache folder of its own and a debootstrap of ours. */
async function withDebootstrap(script: string) {
  const folder = await mkdtemp(join(tmpdir(), 'mi-spec-'));
  teardown.add('folder', () => rm(folder, { recursive: true, force: true }));
  const program = join(folder, 'debootstrap');
  await writeFile(program, `#!/bin/sh\n${script}\n`);
  await chmod(program, 0o755);
  vi.stubEnv('PATH', `${folder}:${process.env.PATH}`);
  vi.stubEnv('CALLS', join(folder, 'calls'));
  vi.stubEnv('XDG_CACHE_HOME', join(folder, 'cache'));
  const calls = async () => (await readFile(join(folder, 'calls'), 'utf8')).split('\n').length - 1;
  return { cache: join(folder, 'cache'), calls };
}

async function open(url: string) {
  const connection = await connect(url);
  connection.on('error', () => undefined); // the broker is stopped under it when a test fails
  return connection;
}

async function serverVersion(url: string): Promise<unknown> {
  const connection = await open(url);
  const { version } = connection.connection.serverProperties;
  await connection.close();
  return version;
}

/** As a publisher is told of it; empty when nothing is blocked. */
async function alarmOf(url: string): Promise<string> {
  const connection = await open(url);
  const blocked = new Promise<string>((resolve) => connection.once('blocked', resolve));
  const channel = await connection.createConfirmChannel();
  const confirmed = new Promise<string>((resolve) =>
    channel.publish('', 'nobody', Buffer.from(''), {}, () => resolve('')),
  );
  const reason = await Promise.race([blocked, confirmed]);
  await connection.close();
  return /memory|disk/.exec(reason)?.[0] ?? reason;
}

async function sendDurably(url: string, queue: string): Promise<void> {
  const connection = await open(url);
  const channel = await connection.createConfirmChannel();
  await channel.assertQueue(queue, { arguments: { 'x-queue-type': 'quorum' } });
  channel.sendToQueue(queue, Buffer.from('still here'), { persistent: true });
  await channel.waitForConfirms();
  await connection.close();
}

async function take(url: string, queue: string): Promise<string | undefined> {
  const connection = await open(url);
  const message = await (await connection.createChannel()).get(queue, { noAck: true });
  await connection.close();
  return message === false ? undefined : message.content.toString();
}

async function settings(broker: PrivateRabbitMq, names: readonly string[]) {
  const printed = await broker.evaluate(
    `[element(2, application:get_env(rabbit, Name)) || Name <- [${names.join()}]]`,
  );
  return [...printed.matchAll(/\d+/g)].map(Number);
}

function mountsHere(): string[] {
  return readFileSync('/proc/self/mounts', 'utf8')
    .split('\n')
    .filter((line) => line.includes('/usr'))
    .sort();
}

/** Every process that works in the folder. */
function processesOf(folder: string): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => {
      try {
        return workingFolder(pid).startsWith(folder);
      } catch {
        return false; // gone meanwhile
      }
    });
}
