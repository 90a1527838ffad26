// Eight hours: about 70,000 words, a transcript of several MB of JSON, through every service.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { RunningSystem } from './running-system.js';
import { shortRecording } from './short-recording.js';

const sample = join(import.meta.dirname, '../samples/planning-meeting.ogg');
const words = 70_000;
/** 172 to 354 MB were measured: each service holds the whole transcript a few times over. */
const mostMegabytes = 600;

let system: RunningSystem;
beforeAll(async () => {
  system = await RunningSystem.start({ STAND_IN_MODE: 'instant', STAND_IN_WORDS: String(words) });
}, 240_000);
afterAll(() => system?.stop(), 90_000);

test('a meeting of eight hours goes through whole, in bounded memory', async () => {
  const id = await system.submit(shortRecording(sample, 0, 2), { title: 'A long day' });

  const job = await system.ended(id, 120_000);

  expect(job).toMatchObject({ status: 'completed', error: null, webhook: { status: 'delivered' } });
  const meeting = await system.meeting(id);
  const heard = meeting.segments.flatMap((segment) => segment.words ?? []);
  expect(heard.length).toBeGreaterThanOrEqual(words);
  expect(meeting.duration_ms).toBeGreaterThan(7.9 * 3_600_000);
  for (const [service, pid] of Object.entries(system.report.pids))
    expect(await peakMegabytes(pid), service).toBeLessThan(mostMegabytes);
}, 240_000);

/** The most physical memory the process ever had (Linux). */
async function peakMegabytes(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8');
  return Number(/VmHWM:\s+(\d+) kB/.exec(status)?.[1]) / 1024;
}
