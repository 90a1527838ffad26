import { expect, test } from 'vitest';
import { createLogger } from '../logger.js';
import { complaints } from './complaints.js';

test('the same complaint of the SDK is logged once a minute, another one at once', () => {
  const lines: Record<string, unknown>[] = [];
  const logger = createLogger({ name: 'analysis', version: '1' }, 'info', {
    write: (line) => void lines.push(JSON.parse(line)),
  });
  let nowMs = 0;
  const diag = complaints(logger, () => nowMs);

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
