import { expect, test } from 'vitest';
import { withLogContext } from '../log-context.js';
import { createLogger } from '../logger.js';
import { complaintsTo, diagLoggerOf } from './complaints.js';

function complaining(now?: () => number) {
  const lines: Record<string, unknown>[] = [];
  const logger = createLogger({ name: 'analysis', version: '1' }, 'info', {
    write: (line) => void lines.push(JSON.parse(line)),
  });
  return { lines, complain: complaintsTo(logger, now) };
}

test('the same complaint of the SDK is logged once a minute, another one at once', () => {
  let nowMs = 0;
  const { lines, complain } = complaining(() => nowMs);
  const diag = diagLoggerOf(complain);

  diag.error('connect ECONNREFUSED 127.0.0.1:4318');
  diag.error('connect ECONNREFUSED 127.0.0.1:4318');
  diag.warn('Span queue is full');
  nowMs = 60_000;
  diag.error('connect ECONNREFUSED 127.0.0.1:4318');
  diag.info('of no interest');

  expect(lines.map(({ level, reason, component }) => [level, reason, component])).toEqual([
    ['error', 'connect ECONNREFUSED 127.0.0.1:4318', 'opentelemetry'],
    ['warn', 'Span queue is full', 'opentelemetry'],
    ['error', 'connect ECONNREFUSED 127.0.0.1:4318', 'opentelemetry'],
  ]);
});

test('complaints that differ each time are no flood either', () => {
  let nowMs = 0;
  const { lines, complain } = complaining(() => nowMs);

  for (let index = 0; index < 1_000; index += 1) complain('warn', `${index} spans were dropped`);
  expect(lines).toHaveLength(20);

  nowMs = 60_000;
  complain('warn', 'another one');
  expect(lines).toHaveLength(21);
});

test('the reason is the whole one: who complains, of what, and why that failed', () => {
  const { lines, complain } = complaining();
  const refused = Object.assign(new Error('connect ECONNREFUSED ::1:4318'), { code: 'ECONNREFUSED' });
  const error = new AggregateError([refused, refused]);

  complain('error', '@opentelemetry/exporter', 'could not send', error);

  expect(lines[0]?.reason).toBe(
    '@opentelemetry/exporter could not send AggregateError: Error ECONNREFUSED connect ECONNREFUSED ::1:4318',
  );
});

test('a complaint is of nobody, whoever was worked for when it came up', () => {
  const { lines, complain } = complaining();

  withLogContext({ job_id: 'j1', request_id: 'r1' }, () => complain('error', 'no collector'));

  expect(lines[0]).not.toHaveProperty('job_id');
  expect(lines[0]).not.toHaveProperty('request_id');
});
