import { expect, test } from 'vitest';
import { noteRetries } from './retry-notes.js';

const line = JSON.stringify({
  level: 'warn',
  msg: 'failed: to be tried again',
  job_id: 'job-1',
  attempt: 1,
  outcome: 'retry',
  delay_ms: 60_000,
  error_code: 'SPEECH_PROVIDER_UNAVAILABLE',
});

test('tells what a job waits for, until the attempt is due, and relays every line', () => {
  let now = 0;
  const relayed: string[] = [];
  const { console, waitsFor } = noteRetries(
    { say: () => undefined, relay: (name, text) => relayed.push(`${name} ${text}`) },
    () => now,
  );
  for (const text of ['not JSON', '{"outcome":"retry"', line]) console.relay('transcription', text);
  expect(relayed).toHaveLength(3);
  expect(waitsFor('job-1')).toBe('transcription waits 60 s for attempt 2 after SPEECH_PROVIDER_UNAVAILABLE');
  expect(waitsFor('job-2')).toBe('');
  now = 60_000;
  expect(waitsFor('job-1')).toBe('');
});
