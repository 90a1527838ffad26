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

test('what was thrown without being an error is logged as it is', () => {
  const { lines, logger } = capture();

  logger.fatal({ err: 'no' }, 'x');

  expect(lines[0]).toMatchObject({ err: 'no' });
});

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
