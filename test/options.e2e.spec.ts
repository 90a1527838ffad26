import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { RunningSystem } from './running-system.js';
import { shortRecording } from './short-recording.js';

const sample = join(import.meta.dirname, '../samples/planning-meeting.ogg');
const recording = shortRecording(sample, 13.5, 4);
/** Those that the instant engine of the stand-in makes its speakers introduce themselves with. */
const firstNames = 'Anna Ben Clara David Emma Felix Grace Henry Julia Kevin Maria Oscar'.split(' ');
const skipped = { status: 'skipped', reason: 'not requested' };
const ok = { status: 'ok', reason: null };

let system: RunningSystem;
beforeAll(async () => {
  system = await RunningSystem.start({ STAND_IN_MODE: 'instant' });
}, 240_000);
afterAll(() => system?.stop(), 90_000);

async function provider<Answer>(path: string): Promise<Answer> {
  const response = await fetch(new URL(path, system.report.provider_url), {
    headers: { authorization: 'any key' },
  });
  return (await response.json()) as Answer;
}

/** How often the language model was asked, by question. */
async function questions(): Promise<Record<string, number>> {
  const { chat } = await provider<{ chat: { by_schema: Record<string, number> } }>('/stats');
  return chat.by_schema;
}

/** What the newest submission told the speech provider to look out for. */
async function keyterms(): Promise<unknown> {
  const { transcripts } = await provider<{ transcripts: { id: string }[] }>('/v2/transcript?limit=1');
  const { keyterms_prompt } = await provider<{ keyterms_prompt: unknown }>(
    `/v2/transcript/${transcripts[0]?.id}`,
  );
  return keyterms_prompt;
}

test('only what was asked for is looked for, laid out as asked, and the external id comes back everywhere', async () => {
  const before = await questions();

  const id = await system.submit(recording, {
    external_id: 'article/4711',
    speaker_names: '["Laura Palmer"]',
    vocabulary: '["Kubernetes","rate limiter"]',
    analyses: 'summary',
    summary_template: '# In short\n\n# Decisions',
  });

  expect(await system.job(id)).toMatchObject({ external_id: 'article/4711', analyses: ['summary'] });
  const job = await system.ended(id);
  const artifacts = { speakers: skipped, summary: ok, action_items: skipped, decisions: skipped };
  expect(job).toMatchObject({ status: 'completed', external_id: 'article/4711', artifacts });
  const meeting = await system.meeting(id);
  expect(meeting).toMatchObject({
    ...{ external_id: 'article/4711', analyses: ['summary'], artifacts },
    ...{ action_items: [], decisions: [] },
    summary: expect.stringMatching(/^# In short\n[^#]+\n\n# Decisions\n- /),
  });
  expect(meeting.speakers.map(({ name }) => name)).not.toContain('Laura Palmer');
  const webhooks = await system.allWebhooksOf(id);
  expect(webhooks.map(({ body }) => body)).toMatchObject([
    { status: 'completed', external_id: 'article/4711', meeting: { external_id: 'article/4711', artifacts } },
  ]);
  expect(await keyterms()).toEqual(['Kubernetes', 'rate limiter', 'Laura Palmer']);
  expect(await questions()).toEqual({ ...before, meeting_summary: (before.meeting_summary ?? 0) + 1 });
}, 60_000);

test('speakers are called what they are known as beforehand', async () => {
  const id = await system.submit(recording, {
    speaker_names: JSON.stringify(firstNames.map((name) => `${name} Miller`)),
    analyses: 'speakers',
  });

  expect(await system.ended(id)).toMatchObject({ artifacts: { speakers: ok, summary: skipped } });
  const { speakers } = await system.meeting(id);
  expect(speakers.length).toBeGreaterThan(1);
  for (const { name } of speakers) expect(name).toMatch(/^\w+ Miller$/);
}, 60_000);

test('who wants the transcript alone gets it, and nobody asks the language model', async () => {
  const before = await questions();

  const id = await system.submit(recording, { analyses: '' });

  expect(await system.ended(id)).toMatchObject({
    ...{ status: 'completed', analyses: [], engine: { analysis: null } },
    artifacts: { speakers: skipped, summary: skipped, action_items: skipped, decisions: skipped },
  });
  expect((await system.meeting(id)).segments.length).toBeGreaterThan(0);
  expect(await questions()).toEqual(before);
}, 60_000);
