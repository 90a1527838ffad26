import { trace } from '@opentelemetry/api';
import { afterEach, expect, test, vi } from 'vitest';
import { createLogger, withLogContext } from './index.js';

afterEach(() => vi.restoreAllMocks());

function capture() {
  const lines: Record<string, unknown>[] = [];
  const logger = createLogger({ name: 'transcription', version: '1.2.3' }, 'info', {
    write: (line) => void lines.push(JSON.parse(line)),
  });
  return { lines, logger };
}

test('every line of a job has its job_id, through awaits and nested contexts', async () => {
  const { lines, logger } = capture();

  await withLogContext({ job_id: 'j1' }, async () => {
    await Promise.resolve();
    await withLogContext({ attempt: 2 }, async () => logger.info('inner'));
    logger.info('outer');
  });
  logger.info('outside');

  expect(lines.map(({ msg, job_id, attempt }) => ({ msg, job_id, attempt }))).toEqual([
    { msg: 'inner', job_id: 'j1', attempt: 2 },
    { msg: 'outer', job_id: 'j1', attempt: undefined },
    { msg: 'outside', job_id: undefined, attempt: undefined },
  ]);
});

test('a line names its service, version, level and time, and an error with its stack', () => {
  const { lines, logger } = capture();

  logger.error({ err: new Error('no') }, 'failed');

  expect(lines[0]).toMatchObject({
    level: 'error',
    service: 'transcription',
    version: '1.2.3',
    msg: 'failed',
  });
  expect(lines[0]?.timestamp).toMatch(/^\d{4}-\d\d-\d\dT.*Z$/);
  expect(lines[0]?.err).toMatchObject({
    type: 'Error',
    message: 'no',
    stack: expect.stringContaining('logger.spec'),
  });
});

test('secrets are redacted wherever they stand', () => {
  const { lines, logger } = capture();

  logger.info(
    {
      webhook: { secret: 's3cret', url: 'https://x' },
      authorization: 's3cret',
      a: { b: { token: 's3cret' } },
    },
    'x',
  );

  expect(JSON.stringify(lines)).not.toContain('s3cret');
  expect(JSON.stringify(lines)).toContain('https://x');
});

test.each([
  ['a webhook secret', { webhook: { secret: 's3cret' }, order: { webhook: { webhook_secret: 's3cret' } } }],
  [
    'headers',
    {
      request: {
        headers: { authorization: 'Bearer s3cret', cookie: 's3cret', 'x-webhook-secret': 's3cret' },
      },
    },
  ],
  ['an API key', { apiKey: 's3cret', provider: { api_key: 's3cret' } }],
  ['a signature', { url: { signature: 's3cret' } }],
  [
    'what was said',
    { event: { data: { transcript: { segments: [{ text: 's3cret' }] } } }, prompt: 's3cret' },
  ],
  ['what one person said', { segment: { text: 's3cret' }, utterances: [{ text: 's3cret' }] }],
])('%s is in no line', (_, fields) => {
  const { lines, logger } = capture();

  logger.info(fields, 'x');

  expect(lines).toHaveLength(1);
  expect(JSON.stringify(lines)).not.toContain('s3cret');
  expect(JSON.stringify(lines)).toContain('[redacted]');
});

test('a line says in which installation and which of several processes it was written, and the whole context of a message', () => {
  const lines: Record<string, unknown>[] = [];
  const service = { name: 'analysis', version: '1', env: 'production', pod: 'analysis-7' };
  const logger = createLogger(service, 'info', { write: (line) => void lines.push(JSON.parse(line)) });
  const context = {
    job_id: 'j',
    message_id: 'm',
    correlation_id: 'c',
    queue: 'q',
    attempt: 1,
    redelivered: false,
    stage: 'analysis',
  };

  withLogContext(context, () => logger.info({ outcome: 'ack', duration_ms: 3 }, 'handled'));

  expect(lines[0]).toMatchObject({
    env: 'production',
    pod: 'analysis-7',
    ...context,
    outcome: 'ack',
    duration_ms: 3,
  });
});

test('a line inside of a span names it and its trace, and whether it is sampled', () => {
  const { lines, logger } = capture();
  const spanContext = { traceId: '1'.repeat(32), spanId: '2'.repeat(16), traceFlags: 1 };
  vi.spyOn(trace, 'getActiveSpan').mockReturnValue(trace.wrapSpanContext(spanContext));

  logger.info('x');

  expect(lines[0]).toMatchObject({ trace_id: '1'.repeat(32), span_id: '2'.repeat(16), trace_flags: '01' });
});

test('an error says type, code, message and stack, with those of its causes, and nothing else that it carries', () => {
  const { lines, logger } = capture();
  const refused = new AggregateError([new Error('connect ECONNREFUSED ::1:5432')]);
  const driverError = Object.assign(new Error('duplicate key', { cause: refused }), {
    code: '23505',
    detail: 'Key (secret)=(s3cret) already exists.',
  });
  const failed = new QueryFailedError('insert into outbox values ($1)', [{ webhook: 's3cret' }], driverError);
  failed.cause = driverError;

  logger.error({ err: failed }, 'x');
  logger.error(failed);

  for (const { err } of lines) {
    expect(err).toEqual({
      type: 'QueryFailedError',
      code: '23505',
      message: 'duplicate key',
      stack: expect.stringMatching(
        /logger\.spec[^]*caused by Error: duplicate key[^]*caused by AggregateError[^]*caused by Error: connect ECONNREFUSED/,
      ),
    });
  }
  expect(lines).toHaveLength(2);
  expect(JSON.stringify(lines)).not.toContain('s3cret');
});

test.each([
  ['no', { type: 'string', message: 'no' }],
  [42, { type: 'number', message: '42' }],
  [
    { message: 'no', secret: 's3cret' },
    { type: 'Object', message: 'no' },
  ],
  [Object.create(null), { type: 'object', message: '' }],
])('of what was thrown without being an error a line says type and message: %o', (err, expected) => {
  const { lines, logger } = capture();

  logger.fatal({ err }, 'x');

  expect(lines[0]?.err).toEqual(expected);
});

test.each([
  [{ 'X-API-Key': 's3cret', headers: { 'Set-Cookie': ['s3cret'], Authorization: 's3cret' } }],
  [{ accessToken: 's3cret', a: { b: { c: { d: { e: { event_token: 's3cret' } } } } } }],
  [{ meeting: { title: 's3cret', fileName: 's3cret', file_name: 's3cret', speaker_names: ['s3cret'] } }],
  [
    {
      url: 'https://x/meeting?sig=s3cret',
      webhook_url: 'https://me:s3cret@x/hook',
      recordingUrl: '/a#s3cret',
    },
  ],
  [{ list: [{ words: [{ text: 's3cret' }] }, new URL('https://x/?s3cret')] }],
])('however it is written, and wherever it stands: %j', (fields) => {
  const { lines, logger } = capture();

  logger.info(fields, 'x');

  expect(JSON.stringify(lines)).not.toContain('s3cret');
  expect(JSON.stringify(lines)).toContain('[redacted]');
});

test('of a URL stays what says where it leads', () => {
  const { lines, logger } = capture();

  logger.info({ url: 'https://cms.example:8443/hook?token=1', health: 'http://127.0.0.1:9090' }, 'x');

  expect(lines[0]).toMatchObject({
    url: 'https://cms.example:8443/hook?[redacted]',
    health: 'http://127.0.0.1:9090',
  });
});

test('an error is described wherever it stands', () => {
  const { lines, logger } = capture();
  const failure = Object.assign(new TypeError('no'), { code: 'E_NO', parameters: ['s3cret'] });

  logger.warn({ outcome: { cause: failure, all: [failure] } }, 'x');

  const described = { type: 'TypeError', code: 'E_NO', message: 'no', stack: expect.any(String) };
  expect(lines[0]?.outcome).toEqual({ cause: described, all: [described] });
});

test.each<[string, () => unknown]>([
  [
    'an error that is its own cause',
    () => {
      const error = new Error('round');
      return Object.assign(error, { cause: error });
    },
  ],
  [
    'errors that cause each other',
    () => {
      const one = new Error('one');
      one.cause = new AggregateError([new Error('other', { cause: one })]);
      return one;
    },
  ],
  ['an error of no class', () => Object.assign(new Error('no'), { constructor: undefined })],
  ['an error whose message throws', () => Object.defineProperty(new Error(), 'message', { get: fails })],
  ['an error whose causes are none', () => Object.assign(new AggregateError([]), { errors: 7 })],
  ['bytes', () => Buffer.from('s3cret')],
  ['a URL', () => new URL('https://x/?s3cret')],
  ['a response', () => new Response('s3cret', { headers: { authorization: 's3cret' } })],
  ['a signal', () => AbortSignal.abort(new Error('s3cret'))],
  ['a map', () => new Map([['secret', 's3cret']])],
  ['a set', () => new Set(['s3cret'])],
  ['a date that is none', () => new Date(NaN)],
  ['a number that JSON has not', () => 7n],
  [
    'a circle',
    () => {
      const circle: unknown[] = [];
      return [circle.push(circle), circle];
    },
  ],
  ['a getter that throws', () => Object.defineProperty({}, 'x', { enumerable: true, get: fails })],
  [
    'a proxy that refuses everything',
    () => new Proxy({}, { ownKeys: fails, getPrototypeOf: fails, get: fails }),
  ],
  ['what says itself how it looks', () => ({ toJSON: fails, toString: fails })],
  ['a symbol', () => Symbol('any')],
])('%s can be logged, alone, as a field and as an error', (_, make) => {
  const { lines, logger } = capture();
  const what = make();
  const round: Record<string, unknown> = { what };
  round.round = round;

  logger.error(what as object);
  logger.error(what as object, 'x');
  logger.error({ what, deeper: [{ what }], round }, 'x');
  logger.error({ err: what }, 'x');

  expect(lines).toHaveLength(4);
  expect(JSON.stringify(lines.slice(1))).not.toContain('s3cret');
});

test('what is too much is cut: a line stays a line', () => {
  const { lines, logger } = capture();
  const wide = Object.fromEntries(Array.from({ length: 300 }, (_, index) => [`field${index}`, index]));
  const all = Array.from({ length: 300 }, () => Array.from({ length: 300 }, () => wide));

  logger.info({ wide, said: 'x'.repeat(1e6), all }, 'x'.repeat(1e6));

  expect(JSON.stringify(lines).length).toBeLessThan(60_000);
  expect(Object.keys(lines[0]?.wide as object)).toHaveLength(51);
});

test('what would steer a terminal is escaped', () => {
  const { lines, logger } = capture();

  logger.info({ path: '/\u009b31m', detail: 'a\u001b[2Jb', lines: 'one\n\ttwo' }, 'x\u007f');

  expect(lines[0]).toMatchObject({
    path: '/\\u009b31m',
    detail: 'a\\u001b[2Jb',
    lines: 'one\n\ttwo',
    msg: 'x\\u007f',
  });
});

test('a destination that fails is not the concern of the caller', () => {
  const logger = createLogger({ name: 'analysis', version: '1' }, 'info', { write: fails });

  expect(() => logger.info('x')).not.toThrow();
});

function fails(): never {
  throw new Error('no');
}

/** As TypeORM throws it: with the statement, its parameters, and everything the driver's error has. */
class QueryFailedError extends Error {
  constructor(
    readonly query: string,
    readonly parameters: unknown[],
    readonly driverError: Error,
  ) {
    super(driverError.message);
    Object.assign(this, driverError);
  }
}
