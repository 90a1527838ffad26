import { expect, test } from 'vitest';
import { createLogger, withLogContext } from './index.js';

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
