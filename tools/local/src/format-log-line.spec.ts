import { expect, test } from 'vitest';
import { formatLogLine, isWorthShowing } from './format-log-line.js';

const line = (entry: object) =>
  JSON.stringify({ timestamp: '2026-02-16T09:30:00Z', service: 'ingest', ...entry });

test('shows level, message and what is peculiar to the line', () => {
  const formatted = formatLogLine(
    line({ level: 'info', msg: 'job accepted', job_id: 'j1', trace_id: 't', attempt: 2 }),
  );
  expect(formatted).toEqual({ level: 'info', text: 'INFO  job accepted job_id=j1 attempt=2' });
});

test('shows code and message of an error, not its stack', () => {
  const err = { type: 'AppError', code: 'audio_unreadable', message: 'no sound track', stack: 'at …' };
  expect(formatLogLine(line({ level: 'error', msg: 'dead-lettered', err })).text).toBe(
    'ERROR dead-lettered — audio_unreadable: no sound track',
  );
});

test.each(['plain text', '{ half a line', '{"no":"msg"}'])('leaves %j as it is', (raw) => {
  expect(formatLogLine(raw)).toEqual({ level: 'raw', text: raw });
});

test('warnings, errors and lines that are not ours deserve attention', () => {
  const levels = ['debug', 'info', 'warn', 'error', 'raw'].filter((level) =>
    isWorthShowing({ level, text: '' }),
  );
  expect(levels).toEqual(['warn', 'error', 'raw']);
});
