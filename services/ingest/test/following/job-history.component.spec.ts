import { randomUUID } from 'node:crypto';
import {
  jobHistory,
  meetingCompleted,
  recordingPrepared,
  stageFailed,
  transcriptCreated,
  type Envelope,
  type PublicJobHistory,
} from '@meeting-intelligence/contracts';
import { beforeAll, expect, test } from 'vitest';
import { eventOf } from '../a-job.js';
import { runIngest, type RunningIngest } from '../running-ingest.js';

let ingest: RunningIngest;
runIngest((running) => (ingest = running));

const get = (id: string, key?: string, ifNoneMatch?: string) =>
  ingest.request(`/v1/jobs/${id}/history`, {
    key,
    headers: ifNoneMatch === undefined ? {} : { 'if-none-match': ifNoneMatch },
  });
const historyOf = async (id: string) => jobHistory.parse(await (await get(id)).json());
const publish = async (...events: readonly Envelope[]) => {
  await ingest.bus.publish(events);
  await ingest.bus.idle();
};

/** As transcription publishes it after a retry. */
const prepared = (id: string): Envelope => ({
  ...eventOf(recordingPrepared, id),
  source: 'transcription',
  causationid: randomUUID(),
  traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
  startedat: new Date(Date.now() - 700).toISOString(),
  time: new Date().toISOString(),
  attempt: 2,
  waitedms: 61_000,
  deferrals: 1,
  failures:
    '[{"attempt":1,"code":"SPEECH_PROVIDER_UNAVAILABLE","at":"2026-11-20T10:00:02.000Z","message":"left out"}]',
  calls: '[{"provider":"assemblyai","operation":"upload","outcome":"ok","count":2,"ms":480,"laterField":1}]',
});

let id: string;
let event: Envelope;
let history: PublicJobHistory;
beforeAll(async () => {
  ({ id } = await ingest.submitted());
  event = prepared(id);
  await publish(event);
  await publish(eventOf(transcriptCreated, id));
  await publish(eventOf(meetingCompleted, id));
  history = await historyOf(id);
});

test('shows everything that was recorded of a job, in order', () => {
  expect(history).toMatchObject({ job_id: id, status: 'completed', generation: 1 });
  expect(history.entries.map(({ sequence, type }) => [sequence, type])).toEqual([
    [1, 'job.submitted.v1'],
    [2, recordingPrepared.type],
    [3, transcriptCreated.type],
    [4, meetingCompleted.type],
    [5, 'job.completed.v1'],
  ]);
});

test('says of each step who did it, how it waited and worked, what failed before, and what it called', () => {
  expect(history.entries[1]).toEqual({
    ...{ sequence: 2, type: recordingPrepared.type, generation: 1, at: event.time },
    ...{ event_id: event.id, caused_by: event.causationid, status: 'processing', stage: 'transcription' },
    ...{ service: 'transcription', trace_id: '0af7651916cd43dd8448eb211c80319c' },
    ...{ started_at: event.startedat, attempt: 2, waited_ms: 61_000, deferrals: 1 },
    took_ms: Date.parse(event.time) - Date.parse(event.startedat!),
    failures: [{ attempt: 1, code: 'SPEECH_PROVIDER_UNAVAILABLE', at: '2026-11-20T10:00:02.000Z' }],
    calls: [
      {
        ...{ provider: 'assemblyai', operation: 'upload', model: null, outcome: 'ok', status_code: null },
        ...{ count: 2, ms: 480, input_tokens: null, output_tokens: null, paid: false },
      },
    ],
    summary: {},
  });
});

test('of the verdict it says which report the ledger handled for it, and when', () => {
  const [, , , report, verdict] = history.entries;

  expect(verdict).toMatchObject({ service: 'ingest', caused_by: report!.event_id, attempt: 1 });
  expect(Date.parse(verdict!.started_at!)).toBeGreaterThanOrEqual(Date.parse(report!.at));
});

test('of what a request began it says who took it, and no handling', () => {
  expect(history.entries[0]).toMatchObject({
    ...{
      service: 'ingest',
      caused_by: null,
      started_at: null,
      attempt: null,
      waited_ms: null,
      took_ms: null,
    },
    ...{ deferrals: 0, failures: [], calls: [] },
  });
});

test('what an older build recorded is shown as far as it goes', async () => {
  const { id: old } = await ingest.submitted();
  await ingest.database.query('update ingest.job_events set hop = null where job_id = $1', [old]);

  expect((await historyOf(old)).entries).toMatchObject([
    { type: 'job.submitted.v1', service: null, started_at: null, failures: [], calls: [] },
  ]);
});

test('what a handling says in words that this build cannot read is left out, not the entry', async () => {
  const { id: strange } = await ingest.submitted();
  await publish({
    ...prepared(strange),
    failures: 'not { JSON',
    calls: '[{"provider":7}]',
    traceparent: 'x',
  });

  expect((await historyOf(strange)).entries[1]).toMatchObject({
    ...{ type: recordingPrepared.type, attempt: 2, failures: [], calls: [], trace_id: null },
  });
});

test('has the generations of a job that was retried, each with its own steps', async () => {
  const { id: failed } = await ingest.submitted();
  await publish(eventOf(stageFailed, failed));
  expect((await ingest.request(`/v1/jobs/${failed}/retry`, { method: 'POST' })).status).toBe(202);

  const { generation, status, entries } = await historyOf(failed);
  expect({ generation, status }).toEqual({ generation: 2, status: 'pending' });
  expect(entries.map((entry) => [entry.generation, entry.type])).toEqual([
    [1, 'job.submitted.v1'],
    [1, stageFailed.type],
    [1, 'job.failed.v1'],
    [2, 'job.submitted.v1'],
  ]);
});

test('an answer that has not changed is not sent again', async () => {
  const { id: changing } = await ingest.submitted();
  const tag = (await get(changing)).headers.get('etag')!;

  const same = await get(changing, undefined, tag);
  expect([same.status, await same.text()]).toEqual([304, '']);
  await publish(prepared(changing));
  const changed = await get(changing, undefined, tag);
  expect(changed.status).toBe(200);
  expect(changed.headers.get('etag')).not.toBe(tag);
});

test('is there for the owner of the job with a key for reading, and gone with the job', async () => {
  const codeOf = async (response: Response) => [
    response.status,
    ((await response.json()) as { code: string }).code,
  ];
  const notFound = [404, 'JOB_NOT_FOUND'];

  expect(await codeOf(await get(randomUUID()))).toEqual(notFound);
  expect(await codeOf(await get('no-uuid'))).toEqual(notFound);
  expect(await codeOf(await get(id, await ingest.keyOf('stranger', ['jobs:read'])))).toEqual(notFound);
  expect(await codeOf(await get(id, await ingest.keyOf('default', ['jobs:write'])))).toEqual([
    403,
    'INSUFFICIENT_SCOPE',
  ]);
  await ingest.request(`/v1/jobs/${id}`, { method: 'DELETE' });
  expect(await codeOf(await get(id))).toEqual([410, 'JOB_ERASED']);
});
