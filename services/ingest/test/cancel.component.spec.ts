import {
  jobCancelled,
  jobCompleted,
  jobFailed,
  meetingCompleted,
  recordingPrepared,
  stageFailed,
  transcriptCreated,
  type PublicJob,
} from '@meeting-intelligence/contracts';
import { eventually } from '@meeting-intelligence/testing';
import { expect, test } from 'vitest';
import { runIngest, type RunningIngest } from './running-ingest.js';

let ingest: RunningIngest;
runIngest((running) => (ingest = running));

const typesOf = (events: readonly { readonly type: string }[]) => events.map(({ type }) => type);

/** Its history has no gap and names exactly what was told of its end; what was told is one of `verdicts`. */
async function endedOnce(id: string, ...verdicts: readonly string[]): Promise<string> {
  await ingest.bus.idle();
  await eventually(() => expect(ingest.told(id)).toHaveLength(1));
  const [verdict] = typesOf(ingest.told(id));
  const history = await ingest.historyOf(id);
  expect(history.map(({ sequence }) => sequence)).toEqual(history.map((_, index) => index + 1));
  expect(typesOf(history).filter((type) => type.startsWith('job.') && type !== 'job.submitted.v1')).toEqual([
    verdict,
  ]);
  expect(verdicts).toContain(verdict);
  expect((await ingest.show(id)).status).toBe(verdict!.split('.')[1]);
  return verdict!;
}

test('a cancelled job is over at once, whatever arrives of it later', async () => {
  const { id } = await ingest.submitted({ webhook_url: 'https://cms.example/hooks' });
  await ingest.publish(id, recordingPrepared);
  await ingest.bus.idle();

  const response = await ingest.cancel(id);

  expect(response.status).toBe(202);
  const job = (await response.json()) as PublicJob;
  expect(job).toMatchObject({
    ...{ id, status: 'cancelled', stage: null, error: null, meeting_id: null, generation: 1 },
    completed_at: expect.any(String),
    webhook: { status: 'pending' },
  });
  expect(await ingest.show(id)).toEqual(job);
  expect((await ingest.request(`/v1/jobs/${id}`)).headers.get('retry-after')).toBeNull();

  await ingest.publish(id, transcriptCreated, meetingCompleted, stageFailed);
  await endedOnce(id, jobCancelled.type);
  expect(typesOf(await ingest.historyOf(id))).toEqual(
    expect.arrayContaining([transcriptCreated.type, meetingCompleted.type, stageFailed.type]),
  );
  expect(await ingest.show(id)).toEqual({ ...job, updated_at: expect.any(String) });
});

test('cancelling again, and many times at once, answers the same and tells nobody twice', async () => {
  const { id } = await ingest.submitted();

  const responses = await Promise.all(Array.from({ length: 6 }, () => ingest.cancel(id)));
  const again = await ingest.cancel(id.toUpperCase());

  expect([...responses, again].map(({ status }) => status)).toEqual(Array.from({ length: 7 }, () => 202));
  const jobs = await Promise.all([...responses, again].map((response) => response.json()));
  for (const job of jobs) expect(job).toEqual(jobs[0]);
  await endedOnce(id, jobCancelled.type);
});

test.each([
  ['completed', meetingCompleted],
  ['failed', stageFailed],
])('a job that is %s is not cancelled', async (status, report) => {
  const { id } = await ingest.submitted();
  await ingest.publish(id, report);
  await ingest.bus.idle();

  const response = await ingest.cancel(id);

  expect(response.status).toBe(409);
  expect(await response.json()).toMatchObject({
    ...{ status: 409, code: 'JOB_ENDED', instance: `/v1/jobs/${id}/cancel` },
    detail: expect.stringContaining(status) as string,
  });
  await endedOnce(id, `job.${status}.v1`);
});

test.each([
  [meetingCompleted, jobCompleted.type],
  [stageFailed, jobFailed.type],
])('a job that is cancelled while $type is in flight ends once', async (report, verdict) => {
  const ids = await Promise.all(Array.from({ length: 8 }, async () => (await ingest.submitted()).id));

  const statuses = await Promise.all(
    ids.map(async (id) => {
      const [response] = await Promise.all([ingest.cancel(id), ingest.publish(id, report)]);
      return response.status;
    }),
  );

  for (const [index, id] of ids.entries()) {
    const told = await endedOnce(id, jobCancelled.type, verdict);
    expect(statuses[index]).toBe(told === jobCancelled.type ? 202 : 409);
  }
});

test('a job can be cancelled in the moment in which it was accepted', async () => {
  const ids = await Promise.all(
    Array.from({ length: 5 }, async () => {
      const { id } = await ingest.submitted();
      expect((await ingest.cancel(id)).status).toBe(202);
      return id;
    }),
  );

  for (const id of ids) {
    await endedOnce(id, jobCancelled.type);
    expect(ingest.bus.published.filter(({ subject }) => subject === id)).toHaveLength(2);
  }
});

test('a later generation of a cancelled job is worked on, and can be cancelled too', async () => {
  const { id } = await ingest.submitted();
  await ingest.cancel(id);
  await ingest.publishAs(2, id, transcriptCreated);
  await ingest.bus.idle();

  expect(await ingest.show(id)).toMatchObject({ status: 'processing', stage: 'analysis', generation: 2 });
  expect((await ingest.cancel(id)).status).toBe(202);
  await eventually(() => expect(ingest.told(id).map(({ generation }) => generation)).toEqual([1, 2]));
});
