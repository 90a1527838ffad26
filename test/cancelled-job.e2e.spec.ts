import { join } from 'node:path';
import { eventually } from '@meeting-intelligence/testing';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { RunningSystem } from './running-system.js';
import { shortRecording } from './short-recording.js';

const sample = join(import.meta.dirname, '../samples/planning-meeting.ogg');

let system: RunningSystem;
beforeAll(async () => {
  system = await RunningSystem.start({ STAND_IN_MODE: 'instant' });
}, 240_000);
afterAll(() => system?.stop(), 90_000);
afterEach(() => system.clearFaults());

/** What the providers would have sent a bill for, by their own count. */
async function paidWork(): Promise<{ submissions: number; summaries: number }> {
  const response = await fetch(new URL('/stats', system.report.provider_url));
  const { submissions, chat } = (await response.json()) as {
    submissions: { total: number };
    chat: { by_schema: { meeting_summary?: number } };
  };
  return { submissions: submissions.total, summaries: chat.by_schema.meeting_summary ?? 0 };
}

/** The provider's fault makes a moment long enough for the job to be cancelled in it. */
test.each([
  ['while the provider is given the recording', 'upload:slow=1500*1', 0],
  ['while the recording is submitted', 'submit:slow=1500*1', 1],
])(
  'a job that is cancelled %s costs no further step, and the CMS is told once',
  async (_moment, fault, submissions) => {
    const before = await paidWork();
    await system.setFaults(fault);
    const id = await system.submit(shortRecording(sample, 13.5, 4));
    await eventually(async () => expect(await system.faultsApplied()).toBeGreaterThan(0), { intervalMs: 20 });

    const response = await system.request(`/v1/jobs/${id}/cancel`, { method: 'POST' });
    expect(response.status).toBe(202);
    expect(await response.json()).toMatchObject({ id, status: 'cancelled' });

    const job = await system.ended(id);
    expect(job).toMatchObject({
      ...{ status: 'cancelled', error: null, meeting_id: null },
      webhook: { status: 'delivered' },
    });
    expect(
      (await system.allWebhooksOf(id)).map(({ body }) => [body.status, body.error, body.meeting]),
    ).toEqual([['cancelled', null, null]]);

    // A job that came later goes its whole way: by then the cancelled one would have gone further, too.
    expect(await system.ended(await system.submit(shortRecording(sample, 13.5, 4)))).toMatchObject({
      status: 'completed',
    });
    const after = await paidWork();
    expect(after.submissions - before.submissions).toBe(submissions + 1);
    expect(after.summaries - before.summaries).toBe(1);
    expect(await system.job(id)).toEqual({ ...job, updated_at: expect.any(String) });
  },
  60_000,
);
