import { join } from 'node:path';
import { eventually } from '@meeting-intelligence/testing';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { RunningSystem } from './running-system.js';
import { shortRecording } from './short-recording.js';

const sample = join(import.meta.dirname, '../samples/planning-meeting.ogg');

let system: RunningSystem;
beforeAll(async () => {
  system = await RunningSystem.start({
    STAND_IN_MODE: 'instant',
    RETRY_DELAYS_MS: '500,1000,2000',
    WEBHOOK_TIMEOUT_MS: '3000',
  });
}, 240_000);
afterAll(() => system?.stop(), 90_000);
afterEach(() => system.clearFaults());

/** The provider's fault makes a moment long enough to be met: the service is killed while it lasts. */
test.each([
  ['ingest', 'while the provider is asked for the transcript', 'get:slow=2000*1'],
  ['transcription', 'while it gives the provider the recording', 'upload:slow=2000*1'],
  ['transcription', 'while it submits the recording', 'submit:slow=2000*1'],
  ['transcription', 'before it learns that the provider accepted the recording', 'submit:lost-reply*1'],
  ['transcription', 'while it asks for the transcript', 'get:slow=2000*1'],
  ['analysis', 'while it asks the language model', 'chat:slow=2000*4'],
  ['persistence', 'while the transcript is on its way to it', 'chat.meeting_summary:slow=2000*1'],
])(
  'a job survives kill -9 of %s %s',
  async (service, _moment, fault) => {
    const paidBefore = await submissions();
    await system.setFaults(fault);

    const id = await system.submit(shortRecording(sample, 13.5, 4));
    await eventually(async () => expect(await system.faultsApplied()).toBeGreaterThan(0), { intervalMs: 20 });
    await system.kill(service);

    const job = await system.ended(id);
    expect(job).toMatchObject({ status: 'completed', error: null });
    expect((await system.allWebhooksOf(id)).map(({ body }) => body.status)).toEqual(['completed']);
    expect((await submissions()) - paidBefore).toBe(1);
  },
  90_000,
);

test('a job survives kill -9 of notification while the CMS takes its time to answer', async () => {
  system.cms.behave(() => ({ status: 204, afterMs: 1_500 }));
  const id = await system.submit(shortRecording(sample, 13.5, 4));
  await eventually(() => expect(system.webhooksOf(id)).toHaveLength(1), {
    intervalMs: 20,
    timeoutMs: 20_000,
  });

  await system.kill('notification');
  system.cms.behaveWell();

  const job = await system.ended(id);
  expect(job).toMatchObject({ status: 'completed', webhook: { status: 'delivered' } });
  // The CMS saw it, and nobody else knows that it did: it comes again under the same id, to be dropped by it.
  const ids = (await system.allWebhooksOf(id)).map(({ headers }) => headers['webhook-id']);
  expect(new Set(ids).size).toBe(1);
}, 90_000);

/** How many recordings the provider would have sent a bill for, by its own count. */
async function submissions(): Promise<number> {
  const response = await fetch(new URL('/stats', system.report.provider_url));
  return ((await response.json()) as { submissions: { total: number } }).submissions.total;
}
