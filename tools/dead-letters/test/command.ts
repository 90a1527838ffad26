import { spawn, type ChildProcess } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { jobSubmitted, meetingTranscribed, type Envelope } from '@meeting-intelligence/contracts';
import { deadLetterHeaders, headerNames, rootEvent } from '@meeting-intelligence/messaging';
import { eventually, testBroker, type Teardown } from '@meeting-intelligence/testing';
import { connect, type Channel } from 'amqplib';
import { expect } from 'vitest';

// The compiled command, as an operator runs it.
const MAIN = fileURLToPath(new URL('../dist/main.js', import.meta.url));

export const transcription = 'transcription.job.submitted.v1';
export const ingest = 'ingest.meeting.transcribed.v1';

export interface Ended {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
  /** Each line of standard output, parsed. */
  readonly lines: () => Record<string, unknown>[];
}

export interface Installation {
  readonly amqpUrl: string;
  readonly prefix: string;
  readonly channel: Channel;
  readonly run: (args: readonly string[], options?: RunOptions) => Promise<Ended>;
  readonly start: (
    args: readonly string[],
    options?: RunOptions,
  ) => { child: ChildProcess; ended: Promise<Ended> };
  /** Puts a dead letter into a queue, as a service would, and returns its event. */
  readonly bury: (how?: Burial) => Promise<Envelope>;
  readonly untilDead: (queue: string, count: number) => Promise<void>;
  /** What is in a work queue; takes it out. */
  readonly replayed: (queue: string) => Promise<{ event: Envelope; headers: Record<string, unknown> }[]>;
}

export interface RunOptions {
  readonly env?: Readonly<Record<string, string>>;
  readonly stdin?: string;
}

export interface Burial {
  readonly queue?: string;
  readonly body?: string | Buffer;
  readonly code?: string;
  readonly at?: Date;
  readonly frame?: string;
  readonly headers?: Readonly<Record<string, unknown>>;
}

/** Two work queues of the pipeline with their dead-letter queues, on the run's broker or on one that is given. */
export async function install(teardown: Teardown, given?: string): Promise<Installation> {
  const broker = given === undefined ? await testBroker() : undefined;
  if (broker) teardown.add('test broker', () => broker.close());
  const amqpUrl = given ?? broker?.amqpUrl ?? '';
  const prefix = broker?.prefix ?? '';
  const connection = await connect(amqpUrl);
  connection.on('error', () => undefined);
  teardown.add('connection', () => connection.close().catch(() => undefined));
  const channel = await connection.createChannel();
  await declare(channel, prefix);
  const start: Installation['start'] = (args, options) =>
    spawned([...args, '--queue-prefix', prefix], { AMQP_URL: amqpUrl, ...options?.env }, options?.stdin);
  return {
    amqpUrl,
    prefix,
    channel,
    start,
    run: (args, options) => start(args, options).ended,
    bury: (how) => bury(channel, prefix, how),
    untilDead: (queue, count) =>
      eventually(async () => {
        expect((await channel.checkQueue(`${prefix}${queue}.dead`)).messageCount).toBe(count);
      }),
    replayed: async (queue) => {
      const found = [];
      for (let got = await channel.get(prefix + queue); got; got = await channel.get(prefix + queue)) {
        channel.ack(got);
        found.push({
          event: JSON.parse(got.content.toString()) as Envelope,
          headers: got.properties.headers ?? {},
        });
      }
      return found;
    },
  };
}

export function spawned(args: readonly string[], env: Readonly<Record<string, string>>, stdin = '') {
  const child = spawn(process.execPath, [MAIN, ...args], {
    env: { PATH: process.env.PATH, TMPDIR: process.env.TMPDIR, ...env },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  child.stdin.end(stdin);
  const ended = new Promise<Ended>((resolve) => {
    let stdout = '';
    let stderr = '';
    child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
    child.once('close', (status) =>
      resolve({
        status,
        stdout,
        stderr,
        lines: () =>
          stdout
            .split('\n')
            .filter(Boolean)
            .map((line) => JSON.parse(line) as Record<string, unknown>),
      }),
    );
  });
  return { child, ended };
}

async function declare(channel: Channel, prefix: string): Promise<void> {
  const quorum = { 'x-queue-type': 'quorum' };
  await channel.assertExchange(`${prefix}pipeline.return`, 'direct');
  for (const queue of [transcription, ingest].map((name) => prefix + name)) {
    await channel.assertQueue(`${queue}.dead`, {
      arguments: { ...quorum, 'x-delivery-limit': 2_147_483_647 },
    });
    await channel.assertQueue(queue, { arguments: quorum });
    await channel.bindQueue(queue, `${prefix}pipeline.return`, queue);
  }
}

async function bury(channel: Channel, prefix: string, how: Burial = {}): Promise<Envelope> {
  const {
    queue = transcription,
    code = 'AUDIO_UNREADABLE',
    at = new Date(),
    frame = 'PrepareRecording.handle',
  } = how;
  const event = eventFor(queue);
  channel.sendToQueue(`${prefix}${queue}.dead`, Buffer.from(how.body ?? JSON.stringify(event)), {
    persistent: true,
    messageId: event.id,
    headers: {
      [headerNames.copy]: randomUUID(),
      [headerNames.jobId]: event.subject,
      [headerNames.attempt]: 4,
      [deadLetterHeaders.reason]: code === 'MESSAGE_MALFORMED' ? 'malformed' : 'permanent',
      [deadLetterHeaders.at]: at.toISOString(),
      [deadLetterHeaders.errorClass]: 'AppError',
      [deadLetterHeaders.errorCode]: code,
      [deadLetterHeaders.errorMessage]: 'expected audio,\u001b[31m got text',
      [deadLetterHeaders.errorStack]: `AppError: no\n    at ${frame} (/app/services/transcription/dist/prepare.js:1:2)`,
      ...how.headers,
    },
  });
  return event;
}

function eventFor(queue: string): Envelope {
  const draft =
    queue === ingest ? meetingTranscribed(meetingTranscribed.example) : jobSubmitted(jobSubmitted.example);
  return rootEvent(draft, { source: 'ingest', subject: randomUUID(), owner: 'cms', generation: 1 });
}

/** Of the one dead letter there is. */
export async function onlyId(run: Installation['run']): Promise<string> {
  const ended = await run(['list', '--json']);
  const [line] = ended.lines();
  return String(line?.id);
}
