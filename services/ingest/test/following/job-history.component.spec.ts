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
import { eventually } from '@meeting-intelligence/testing';
import { beforeAll, expect, test } from 'vitest';
import { parseKeyText } from '../../src/access/key-text.js';
import { entriesBetween } from '../../src/following/adapters/typeorm-job-history.js';
import { eventOf } from '../a-job.js';
import { runIngest, type RunningIngest } from '../running-ingest.js';

let ingest: RunningIngest;
runIngest((running) => (ingest = running));

const get = (id: string, key?: string, ifNoneMatch?: string) =>
  ingest.request(`/v1/jobs/${id}/history`, {
    key,
    headers: ifNoneMatch === undefined ? {} : { 'if-none-match': ifNoneMatch },
  });
const ask = (path: string, key?: string) => ingest.request(path, { key });
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
  ({ id } = await ingest.submitted({ title: 'Planning' }));
  event = prepared(id);
  await publish(event);
  await publish(eventOf(transcriptCreated, id));
  await publish(eventOf(meetingCompleted, id));
  history = await historyOf(id);
});

test('shows everything that was recorded of a job, in order', () => {
  expect(history).toMatchObject({
    ...{ job_id: id, owner: 'default', title: 'Planning', lane: 'interactive', status: 'completed' },
    ...{ generation: 1, error: null, webhook: { status: 'none' }, next_cursor: null },
  });
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

test('a long one is read page by page, each a part of one story', async () => {
  const { id: long } = await ingest.submitted();
  await addEntries(long, 450);

  const sequences: number[] = [];
  let path: string | undefined = `/v1/jobs/${long}/history?limit=200`;
  for (let pages = 0; path !== undefined; pages += 1) {
    expect(pages).toBeLessThan(3);
    const response = await ask(path);
    const page = jobHistory.parse(await response.json());
    expect(page.entries.length).toBeLessThanOrEqual(200);
    sequences.push(...page.entries.map(({ sequence }) => sequence));
    const [, link] = /^<(.+)>; rel="next"$/.exec(response.headers.get('link') ?? '') ?? [];
    expect(link !== undefined).toBe(page.next_cursor !== null);
    path = link;
  }

  expect(sequences).toEqual(Array.from({ length: 451 }, (_, index) => index + 1));
  expect((await historyOf(long)).entries).toHaveLength(50);
});

test('what is recorded after the job was read is not told beside a state that is older', async () => {
  const { id: racing } = await ingest.submitted();
  await addEntries(racing, 5);
  await ingest.database.query('update ingest.jobs set last_sequence = 3 where id = $1', [racing]);

  expect((await historyOf(racing)).entries.map(({ sequence }) => sequence)).toEqual([1, 2, 3]);
});

test.each(['limit=0', 'limit=201', 'limit=x', 'cursor=made-up', 'cursor=', 'wait=61s', 'owner=stranger'])(
  'a page that there cannot be is refused: %s',
  async (query) => {
    const response = await ask(`/v1/jobs/${id}/history?${query}`);

    expect(response.status).toBe(422);
    expect(await response.json()).toMatchObject({ code: 'INVALID_REQUEST' });
  },
);

test('a cursor is good for the job that it came with alone', async () => {
  const [one, other] = [(await ingest.submitted()).id, (await ingest.submitted()).id];
  await publish(prepared(one));
  const page = jobHistory.parse(await (await ask(`/v1/jobs/${one}/history?limit=1`)).json());

  expect((await ask(`/v1/jobs/${one}/history?cursor=${page.next_cursor}`)).status).toBe(200);
  expect((await ask(`/v1/jobs/${other}/history?cursor=${page.next_cursor}`)).status).toBe(422);
});

test('a page is found along the primary key, however long the history is', async () => {
  const { id: long } = await ingest.submitted();
  await addEntries(long, 5_000);
  await ingest.database.query('analyze ingest.job_events');

  const plan = JSON.stringify(
    await ingest.database.query(`explain ${entriesBetween}`, [long, 2_500, 5_001, 200]),
  );
  expect(plan).toContain('job_events_pkey');
  expect(plan).not.toContain('Sort');
});

test('waits for news where it is asked to', async () => {
  const { id: changing } = await ingest.submitted();
  const tag = (await get(changing)).headers.get('etag')!;
  const waiting = ingest.request(`/v1/jobs/${changing}/history?wait=30s`, {
    headers: { 'if-none-match': tag },
  });
  await eventually(() => expect(ingest.watchedJobs()).toContain(changing));

  await publish(prepared(changing));

  const history = jobHistory.parse(await (await waiting).json());
  expect(history.entries.map(({ type }) => type)).toContain(recordingPrepared.type);
});

test('whoever operates the service reads that of any owner, and that is noted; nothing else opens by it', async () => {
  const theirs = await ingest.submitted({}, await ingest.keyOf('cms', ['jobs:write', 'jobs:read']));
  const operator = await ingest.keyOf('operations', ['admin']);

  const response = await get(theirs.id, operator);
  expect(response.status).toBe(200);
  expect(await response.json()).toMatchObject({ job_id: theirs.id, owner: 'cms' });
  const keyId = parseKeyText(operator)!.id;
  expect(ingest.lines).toContainEqual(
    expect.objectContaining({
      msg: 'the history of a job was read with an admin key',
      ...{ key_id: keyId, owner: 'operations', job_owner: 'cms', job_id: theirs.id },
    }),
  );
  const statusOf = async (method: string, path: string) =>
    (await ingest.request(path, { method, key: operator })).status;
  expect(await statusOf('GET', `/v1/jobs/${theirs.id}`)).toBe(403);
  expect(await statusOf('GET', `/v1/jobs/${theirs.id}/events`)).toBe(403);
  expect(await statusOf('POST', `/v1/jobs/${theirs.id}/cancel`)).toBe(403);
  expect((await get(randomUUID(), operator)).status).toBe(404);
});

test('a look at one’s own job is not noted', async () => {
  ingest.lines.length = 0;
  const { id: own } = await ingest.submitted();
  await get(own, await ingest.keyOf('default', ['admin', 'jobs:read']));

  expect(ingest.lines.filter(({ msg }) => String(msg).includes('admin key'))).toEqual([]);
});

/** As if so much more had been recorded of the job. */
async function addEntries(jobId: string, count: number): Promise<void> {
  await ingest.database.query(
    `insert into ingest.job_events (job_id, sequence, event_id, type, generation, occurred_at, summary, status, progress)
     select $1, sequence, gen_random_uuid(), 'recording.prepared.v1', 1, now(), '{}', 'processing', 0.1
     from generate_series(2, $2::int + 1) sequence`,
    [jobId, count],
  );
  await ingest.database.query('update ingest.jobs set last_sequence = $2 where id = $1', [jobId, count + 1]);
}
