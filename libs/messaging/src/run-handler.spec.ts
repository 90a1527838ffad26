import { Readable } from 'node:stream';
import { jobFailed, jobSubmitted, recordingPrepared, type Envelope } from '@meeting-intelligence/contracts';
import { AppError } from '@meeting-intelligence/errors';
import { createLogger } from '@meeting-intelligence/telemetry';
import { beforeEach, expect, test, vi } from 'vitest';
import { encodeEvent } from './claim-check.js';
import {
  createRunner,
  defer,
  deferUntried,
  rootEvent,
  type Delivery,
  type Handler,
  type OnGivenUp,
  type Outcome,
  type RunnerOptions,
} from './index.js';

const job = '7c9e6679-7425-40de-944b-e07fc1f90ae7';
const submitted = rootEvent(jobSubmitted(jobSubmitted.example), {
  source: 'ingest',
  subject: job,
  owner: 'cms',
  generation: 1,
});
const failed: OnGivenUp = (_event, { code, message, retryable }) => [
  jobFailed({ error: { code, message, retryable, stage: 'transcription' } }),
];

let published: Envelope[] = [];
let lines: Record<string, unknown>[] = [];
beforeEach(() => {
  published = [];
  lines = [];
});

test('acknowledges after what the handler returned is published, caused by the event, with ordinals per type', async () => {
  const drafts = [
    recordingPrepared(recordingPrepared.example),
    jobFailed(jobFailed.example),
    jobFailed(jobFailed.example),
  ];

  expect(await deliver(async () => drafts)).toEqual({ kind: 'ack' });
  const first = published;
  published = [];
  await deliver(async () => drafts.slice(1));

  expect(first.map(({ type }) => type)).toEqual(drafts.map(({ type }) => type));
  expect(new Set(first.map(({ id }) => id)).size).toBe(3);
  expect(first[0]).toMatchObject({
    causationid: submitted.id,
    subject: job,
    owner: 'cms',
    generation: 1,
    source: 'transcription',
  });
  expect(published.map(({ id }) => id)).toEqual(first.slice(1).map(({ id }) => id));
});

test('gives the handler the parsed event, its attempt and its checkpoint', async () => {
  const handler = vi.fn<Handler>(async () => undefined);
  const body = Buffer.from(
    JSON.stringify({
      ...submitted,
      data: { ...jobSubmitted.example, added: 'in a later version' },
      checkpoint: { parts: 1 },
    }),
  );

  await deliver(handler, { body, headers: { 'x-attempt': 3 } });

  const [event, context] = handler.mock.calls[0]!;
  expect(event).toEqual(submitted);
  expect(context).toMatchObject({ attempt: 3, isLastAttempt: true, checkpoint: { parts: 1 } });
});

test.each([
  ['not JSON', 'not { JSON', 'MESSAGE_MALFORMED'],
  ['JSON, but not an envelope', '{"id":1}', 'MESSAGE_MALFORMED'],
  ['null', 'null', 'MESSAGE_MALFORMED'],
  ['a version nobody knows', JSON.stringify({ ...submitted, type: 'job.submitted.v9' }), 'EVENT_UNKNOWN'],
  [
    'an event of another service',
    JSON.stringify({ ...submitted, type: 'webhook.delivered.v1' }),
    'EVENT_UNKNOWN',
  ],
  [
    'data that does not fit',
    JSON.stringify({ ...submitted, data: { ...jobSubmitted.example, webhook: { url: 'x', secret: 7 } } }),
    'EVENT_INVALID',
  ],
])('dead-letters %s at once', async (_what, body, code) => {
  const handler = vi.fn<Handler>();

  const outcome = await deliver(handler, { body: Buffer.from(body) });

  expect(outcome).toMatchObject({ kind: 'dead', failure: { code } });
  expect(handler).not.toHaveBeenCalled();
  expect(published).toHaveLength(code === 'MESSAGE_MALFORMED' ? 0 : 1);
});

test('says where data does not fit and what was expected, but never shows a value', async () => {
  const data = { ...jobSubmitted.example, webhook: { url: 'hunter2', secret: { token: 'hunter2' } } };

  const outcome = await deliver(async () => [], {
    body: Buffer.from(JSON.stringify({ ...submitted, data })),
  });

  const { message } = (outcome as { failure: AppError }).failure;
  expect(message).toMatch(/webhook\.url: .*webhook\.secret: .*expected string, received object/);
  expect(JSON.stringify(lines) + message).not.toContain('hunter2');
});

test('retries a failure that may pass, then gives it up and tells the others once', async () => {
  const handler: Handler = async () =>
    Promise.reject(new AppError('SPEECH_PROVIDER_UNAVAILABLE', 'expected 200, got 503'));

  expect(await deliver(handler)).toMatchObject({ kind: 'retry', delayMs: 60_000 });
  expect(await deliver(handler, { headers: { 'x-attempt': 2 } })).toMatchObject({
    kind: 'retry',
    delayMs: 120_000,
  });
  expect(published).toEqual([]);
  expect(await deliver(handler, { headers: { 'x-attempt': 3 } })).toMatchObject({
    kind: 'dead',
    failure: { code: 'SPEECH_PROVIDER_UNAVAILABLE' },
  });
  const told = published;
  published = [];
  await deliver(handler, { headers: { 'x-attempt': 3 } }); // the dead letter was published, its acknowledgement lost

  expect(told).toMatchObject([{ type: 'job.failed.v1', causationid: submitted.id, subject: job }]);
  expect(published.map(({ id }) => id)).toEqual(told.map(({ id }) => id));
});

test('waits as long as the provider asked for, and never shorter than its own tier', async () => {
  const asking =
    (retryAfterMs: number): Handler =>
    async () =>
      Promise.reject(new AppError('SPEECH_PROVIDER_UNAVAILABLE', '429', { retryAfterMs }));

  expect(await deliver(asking(90_000))).toMatchObject({ kind: 'retry', delayMs: 90_000 });
  expect(await deliver(asking(1_000))).toMatchObject({ kind: 'retry', delayMs: 60_000 });
});

test('does not handle a message before its time', async () => {
  const handler = vi.fn<Handler>(async () => []);
  const in90s = { 'x-not-before': Date.now() + 90_000 };

  const early = (await deliver(handler, { headers: in90s })) as Outcome & { kind: 'wait' };
  const onTime = await deliver(handler, { headers: { 'x-not-before': Date.now() - 1 } });

  expect(early.kind).toBe('wait');
  expect(early.delayMs).toBeGreaterThan(80_000);
  expect(onTime).toEqual({ kind: 'ack' });
  expect(handler).toHaveBeenCalledTimes(1);
});

test('dead-letters a failure that cannot pass on the first attempt', async () => {
  const outcome = await deliver(async () =>
    Promise.reject(new AppError('AUDIO_UNREADABLE', 'no audio stream')),
  );

  expect(outcome).toMatchObject({ kind: 'dead', failure: { code: 'AUDIO_UNREADABLE' } });
});

test('retries an error nobody foresaw, as UNEXPECTED with its cause', async () => {
  const bug = new TypeError('x is not a function');

  expect(await deliver(async () => Promise.reject(bug))).toMatchObject({
    kind: 'retry',
    failure: { code: 'UNEXPECTED', cause: bug },
  });
});

test('dead-letters also when onGivenUp itself is broken, and says so', async () => {
  const onGivenUp = () => {
    throw new TypeError('a bug');
  };

  const outcome = await deliver(
    async () => Promise.reject(new AppError('AUDIO_UNREADABLE', 'x')),
    {},
    { onGivenUp },
  );

  expect(outcome).toMatchObject({ kind: 'dead', failure: { code: 'AUDIO_UNREADABLE' } });
  expect((outcome as { failure: AppError }).failure.message).toContain('a bug');
});

test('defers', async () => {
  const outcome = { kind: 'defer', delayMs: 3_000, checkpoint: { checks: 1 } };

  expect(await deliver(async () => defer(3_000, { checks: 1 }))).toMatchObject(outcome);
  expect(await deliver(async () => deferUntried(3_000, { checks: 1 }))).toEqual({
    ...outcome,
    isUntried: true,
  });
});

test('does not run a handler for a message that ended the process again and again, and says so', async () => {
  const handler = vi.fn<Handler>();

  expect(await deliver(handler, { deliveryCount: 3 })).toEqual({ kind: 'ack' });
  expect(await deliver(handler, { deliveryCount: 4 })).toMatchObject({
    kind: 'dead',
    failure: { code: 'POISON_MESSAGE' },
  });

  expect(handler).toHaveBeenCalledTimes(1);
  expect(published).toMatchObject([{ type: 'job.failed.v1' }]);
});

test('dead-letters an event whose handler breaks the contract of what it returns', async () => {
  const outcome = await deliver(async () => [{ type: 'job.failed.v1', data: { error: 'boom' } }]);

  expect(outcome).toMatchObject({ kind: 'dead', failure: { code: 'EVENT_INVALID' } });
});

test('aborts the signal at the deadline and retries, with the checkpoint that the handler left', async () => {
  const handler: Handler = async (_event, { signal }) => {
    await new Promise((resolve) => signal.addEventListener('abort', resolve));
    throw new AppError('SERVICE_UNAVAILABLE', 'interrupted', { checkpoint: { parts: 2 } });
  };

  const outcome = await deliver(handler, {}, { handlerTimeoutMs: 20 });

  expect(outcome).toMatchObject({
    kind: 'retry',
    failure: { code: 'HANDLER_TIMEOUT', checkpoint: { parts: 2 } },
  });
});

test('leaves a handler behind that ignores its deadline', async () => {
  const outcome = await deliver(() => new Promise(() => undefined), {}, { handlerTimeoutMs: 20 });

  expect(outcome).toMatchObject({ kind: 'retry', failure: { code: 'HANDLER_TIMEOUT' } });
});

test('gives an event back with its checkpoint when the process has to stop, and spends no attempt', async () => {
  const stopping = new AbortController();
  const handler: Handler = async (_event, { signal }) => {
    stopping.abort();
    expect(signal.aborted).toBe(true);
    throw new AppError('UNEXPECTED', 'interrupted', { checkpoint: { parts: 2 } });
  };

  expect(await deliver(handler, {}, {}, stopping.signal)).toEqual({
    kind: 'requeue',
    checkpoint: { parts: 2 },
  });
});

test('fetches data that travelled by claim check, and refuses a reference to anything else', async () => {
  const objects = new Map<string, Buffer>();
  const claimStore = {
    put: async (key: string, source: Readable) => objects.set(key, Buffer.concat(await source.toArray())),
    get: async (key: string) => Readable.from([objects.get(key)!]),
    has: async (key: string) => objects.has(key),
    delete: async (key: string) => void objects.delete(key),
  };
  const body = await encodeEvent(submitted, 10, claimStore);
  const handler = vi.fn<Handler>(async () => []);

  expect(await deliver(handler, { body }, { claimStore })).toEqual({ kind: 'ack' });
  const wrong = Buffer.from(body.toString().replace('events/', 'recordings/'));

  expect([...objects.keys()]).toEqual([`events/${job}/${submitted.id}.json`]);
  expect(JSON.parse(body.toString())).not.toHaveProperty('data');
  expect(handler.mock.calls[0]![0]).toEqual(submitted);
  expect(await deliver(handler, { body: wrong }, { claimStore })).toMatchObject({
    kind: 'dead',
    failure: { code: 'EVENT_INVALID' },
  });
});

test('writes one line for each delivery, with the context of the job; a stack only for a failure', async () => {
  await deliver(async () => []);
  await deliver(async () =>
    Promise.reject(new AppError('AUDIO_UNREADABLE', 'no audio', { checkpoint: 'large' })),
  );

  expect(lines).toHaveLength(2);
  expect(lines[0]).toMatchObject({
    level: 'info',
    outcome: 'ack',
    job_id: job,
    message_id: submitted.id,
    event: 'job.submitted.v1',
    queue: 'transcription.job.submitted.v1',
    attempt: 1,
    duration_ms: expect.any(Number),
  });
  expect(lines[0]).not.toHaveProperty('err');
  expect(lines[1]).toMatchObject({
    level: 'error',
    outcome: 'dead',
    error_code: 'AUDIO_UNREADABLE',
    err: { code: 'AUDIO_UNREADABLE', stack: expect.stringContaining('run-handler.spec') },
  });
  expect(JSON.stringify(lines[1])).not.toContain('large');
});

function deliver(
  handler: Handler,
  delivery: Partial<Delivery> = {},
  options: Partial<RunnerOptions> = {},
  signal = new AbortController().signal,
): Promise<Outcome> {
  const write = (line: string) => void lines.push(JSON.parse(line));
  const runner = createRunner({
    service: 'transcription',
    bus: { publish: async (events) => void published.push(...events) },
    handlers: new Map([['job.submitted.v1', handler]]),
    onGivenUp: failed,
    retryDelaysMs: [60_000, 120_000],
    handlerTimeoutMs: 60_000,
    claimCheckBytes: 262_144,
    logger: createLogger({ name: 'transcription', version: '0' }, 'info', { write }),
    ...options,
  });
  const body = Buffer.from(JSON.stringify(submitted));
  return runner(
    { queue: 'transcription.job.submitted.v1', body, headers: {}, deliveryCount: 0, ...delivery },
    signal,
  );
}
