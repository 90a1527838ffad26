import { AppError } from '@meeting-intelligence/errors';
import { forgetRendering, registry, scrape } from '@meeting-intelligence/metrics';
import { createLogger } from '@meeting-intelligence/telemetry';
import type { ConsumeMessage } from 'amqplib';
import { beforeEach, expect, test } from 'vitest';
import { headerNames } from '../message/headers.js';
import type { Outcome } from '../outcome.js';
import { DeliveryDesk } from './delivery-desk.js';
import type { Publisher } from './publisher.js';
import type { Receipt } from './slot.js';

const queue = 'transcription.job.submitted.v1';
const about = { job_id: '7c9e6679-7425-40de-944b-e07fc1f90ae7', message_id: 'an-event', queue, attempt: 2 };
const failure = new AppError('SPEECH_PROVIDER_UNAVAILABLE', 'expected 200, got 503');
const retry: Outcome = { kind: 'retry', delayMs: 60_000, failure };
const dead: Outcome = { kind: 'dead', failure };

let lines: Record<string, unknown>[];
let isOurs: boolean;
let settled: string[];

beforeEach(() => {
  [lines, isOurs, settled] = [[], true, []];
  registry.resetMetrics();
});

test.each([
  ['a retry', retry, `message_retries_total{queue="${queue}",error_type="SPEECH_PROVIDER_UNAVAILABLE"} 1`],
  ['a dead letter', dead, `messages_dead_lettered_total{queue="${queue}",reason="exhausted"} 1`],
])('%s is counted when the broker has it, and not before', async (_, outcome, series) => {
  const sending = Promise.withResolvers<void>();
  const handled = handle(outcome, () => sending.promise);

  expect(await told()).not.toContain(series);
  sending.resolve();
  await handled;

  expect(await told()).toContain(series);
  expect(settled).toEqual(['acknowledged']);
});

test('what could not be carried out is not counted, is a failed settle, and goes back', async () => {
  await handle(retry, () => {
    isOurs = false; // the channel went, and with it the reason to try again
    return Promise.reject(new AppError('EVENT_REFUSED', 'the queue is full'));
  });

  const body = (await told()).join('\n');
  expect(body).not.toContain('message_retries_total{');
  expect(body).toContain(
    'messaging_client_operation_duration_seconds_count{messaging_operation_name="settle",error_type="EVENT_REFUSED"} 1',
  );
  expect(settled).toEqual(['given back']);
  expect(lines).toMatchObject([{ ...about, level: 'warn', msg: 'could not carry out an outcome' }]);
});

test('an ack is settled too', async () => {
  await handle({ kind: 'ack' });

  expect((await told()).join('\n')).toContain(
    'messaging_client_operation_duration_seconds_count{messaging_operation_name="settle"} 1',
  );
});

test('the line about a delivery without an outcome says which it was', async () => {
  await handle(() => Promise.reject(new Error('a bug')));

  expect(settled).toEqual(['rejected']);
  expect(lines).toMatchObject([{ ...about, level: 'error', msg: 'a delivery ended without an outcome' }]);
});

function handle(
  outcome: Outcome | (() => Promise<Outcome>),
  send: () => Promise<void> = () => Promise.resolve(),
): Promise<void> {
  const desk = new DeliveryDesk({
    prefix: '',
    retryDelaysMs: [60_000],
    deferDelaysMs: [1_000],
    identity: { service: 'transcription', version: '0' },
    publisher: { send } as unknown as Publisher,
    onQueueMissing: () => undefined,
    logger: createLogger({ name: 'transcription', version: '0' }, 'info', {
      write: (line) => void lines.push(JSON.parse(line)),
    }),
  });
  const deliver = typeof outcome === 'function' ? outcome : () => Promise.resolve(outcome);
  return desk.handle(queue, deliver, message, receipt);
}

const message = {
  content: Buffer.from('{}'),
  fields: { redelivered: false },
  properties: {
    messageId: about.message_id,
    headers: { [headerNames.jobId]: about.job_id, [headerNames.attempt]: 2 },
  },
} as unknown as ConsumeMessage;

const receipt: Receipt = {
  get isValid() {
    return isOurs;
  },
  acknowledge: () => settled.push('acknowledged') > 0,
  giveBack: () => void settled.push('given back'),
  reject: () => void settled.push('rejected'),
};

async function told(): Promise<string[]> {
  forgetRendering();
  return (await scrape()).body.split('\n');
}
