import { join } from 'node:path';
import { eventually } from '@meeting-intelligence/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { RunningSystem } from './running-system.js';
import { shortRecording, shortVideo } from './short-recording.js';

const sample = join(import.meta.dirname, '../samples/planning-meeting.ogg');

let system: RunningSystem;
beforeAll(async () => {
  system = await RunningSystem.start();
}, 240_000);
afterAll(() => system?.stop(), 90_000);

/** Each service is killed when its own part of the job is near; the job must not notice. */
test.each([
  ['ingest', 'transcription'],
  ['transcription', 'transcription'],
  ['analysis', 'transcription'],
  ['persistence', 'transcription'],
  ['notification', 'transcription'],
])(
  'a job survives kill -9 of %s during %s: one completed job, one webhook, one submission to the provider',
  async (service, stage) => {
    const audio = shortRecording(sample, 13.5, 14);
    const id = await system.submit(audio);
    await eventually(async () => expect((await system.job(id)).stage).toBe(stage), {
      timeoutMs: 20_000,
      intervalMs: 50,
    });

    await system.kill(service);

    const job = await system.ended(id);
    expect(job.status).toBe('completed');
    expect((await system.cms.allOf(id)).map(({ body }) => body.status)).toEqual(['completed']);
    expect(await submissions()).toBe(1);
  },
  200_000,
);

test('a video is transcribed by its sound track', async () => {
  const id = await system.submit(shortVideo(sample, 13.5, 8), {}, 'planning.mkv');

  const job = await system.ended(id);

  expect(job.error).toBeNull();
  expect((await system.meeting(id)).segments.length).toBeGreaterThan(0);
}, 100_000);

/** The most often any one recording was submitted, by the provider's own count. */
async function submissions(): Promise<number> {
  const response = await fetch(new URL('/stats', system.report.provider_url));
  const stats = (await response.json()) as { submissions: { by_audio_url: Record<string, number> } };
  return Math.max(...Object.values(stats.submissions.by_audio_url));
}
