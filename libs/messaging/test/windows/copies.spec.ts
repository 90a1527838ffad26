// What takes the place of a delivery carries what is ours, and nothing that the broker would act on.
import { AppError } from '@meeting-intelligence/errors';
import { autoTeardown, eventually } from '@meeting-intelligence/testing';
import { afterEach, expect, test } from 'vitest';
import { deadLetterHeaders, headerNames } from '../../src/index.js';
import { deadCopy, deferredCopy, retryCopy, sameAttemptCopy, waitingCopy } from '../../src/message/copies.js';
import { deliveryCountOf } from '../../src/message/headers.js';
import { startRabbitMq, untilReady } from '../rabbitmq.js';
import { failure, newEvent, recorder, submitted } from '../support.js';

const teardown = autoTeardown(afterEach);
const event = newEvent();
const delivery = {
  queue: submitted,
  body: Buffer.from(JSON.stringify(event)),
  deliveryCount: 3,
  headers: {
    'x-death': [{ count: 1 }],
    'x-first-death-exchange': '',
    'x-first-death-queue': 'q',
    'x-first-death-reason': 'expired',
    'x-last-death-exchange': '',
    'x-last-death-queue': 'q',
    'x-last-death-reason': 'expired',
    'x-delivery-count': 3,
    'x-acquired-count': 3,
    CC: ['somewhere'],
    BCC: ['else'],
    traceparent: '00-1-2-01',
    [headerNames.copy]: 'the one before',
    [headerNames.jobId]: event.subject,
  },
};
const before = { ...delivery, headers: { ...delivery.headers, [headerNames.deliveries]: 2 } };
const identity = { service: 'transcription', version: '1' };

test.each([
  ['a retry', retryCopy(delivery, failure)],
  ['a deferred event', deferredCopy(delivery, { kind: 'defer', delayMs: 1, checkpoint: undefined })],
  ['an event that waits', waitingCopy(delivery)],
  ['an event that is given back', sameAttemptCopy(delivery, undefined)],
  ['a dead letter', deadCopy(delivery, failure, identity)],
])(
  '%s has nothing of what the broker wrote or would route by, and a name of its own',
  (_what, { headers }) => {
    expect(Object.keys(headers).join()).not.toMatch(/death|delivery-count|acquired|CC/);
    expect(headers).toMatchObject({ traceparent: '00-1-2-01', [headerNames.jobId]: event.subject });
    expect(headers[headerNames.copy]).not.toBe('the one before');
  },
);

test.each([
  ['an event that waits', waitingCopy(delivery)],
  ['an event that is given back', sameAttemptCopy(delivery, undefined)],
  [
    'an event that could not be tried',
    deferredCopy(delivery, { kind: 'defer', delayMs: 1, checkpoint: null, isUntried: true }),
  ],
])('%s is no new message to the quarantine', (_what, { headers }) => {
  expect(headers[headerNames.deliveries]).toBe(3);
  expect(deliveryCountOf(headers, 2)).toBe(5);
});

test.each([
  ['a retry', retryCopy(before, failure)],
  ['a deferred event', deferredCopy(before, { kind: 'defer', delayMs: 1, checkpoint: null })],
  ['a dead letter', deadCopy(before, failure, identity)],
])('%s has come out alive', (_what, { headers }) => {
  expect(headers).not.toHaveProperty(headerNames.deliveries);
});

test('an error of megabytes becomes a dead letter with headers that fit', async () => {
  const { bus, deadLetters } = await startRabbitMq(teardown);
  const huge = new AppError('UNEXPECTED', 'ä'.repeat(1_000_000), {
    cause: new Error('€'.repeat(1_000_000)),
  });
  const { deliver } = recorder({ kind: 'dead', failure: huge });
  bus.subscribe({ service: 'transcription', types: ['job.submitted.v1'], deliver });
  await untilReady(bus);

  await bus.publish([newEvent()]);

  const [letter] = await eventually(async () => {
    const letters = await deadLetters(submitted);
    expect(letters).toHaveLength(1);
    return letters;
  });
  const stack = String(letter!.headers[deadLetterHeaders.errorStack]);
  expect(Buffer.byteLength(stack)).toBeLessThanOrEqual(8_192);
  expect(stack).not.toContain('\ufffd');
  expect(Buffer.byteLength(JSON.stringify(letter!.headers))).toBeLessThan(16_384);
});
