import { meetingCompleted, type PublicJob } from '@meeting-intelligence/contracts';
import { expect, test } from 'vitest';
import { TypeOrmJobLedger } from '../../src/adapters/typeorm-job-ledger.js';
import { openJob } from '../a-job.js';
import { runIngest, type RunningIngest } from '../running-ingest.js';

interface Page {
  readonly data: readonly PublicJob[];
  readonly next_cursor: string | null;
}

let ingest: RunningIngest;
runIngest((running) => (ingest = running));

const newJob = () => openJob(new TypeOrmJobLedger(ingest.database));
const list = (query: Record<string, string> = {}, key?: string) =>
  ingest.request(`/v1/jobs?${new URLSearchParams(query).toString()}`, { key });
const pageOf = async (query?: Record<string, string>, key?: string) =>
  (await (await list(query, key)).json()) as Page;
const idsOf = ({ data }: Page) => data.map(({ id }) => id);

test('lists the jobs of the owner alone, the newest first, page by page, also those of the same moment', async () => {
  const stranger = await ingest.submitted({}, await ingest.keyOf('stranger', ['jobs:write', 'jobs:read']));
  const ids: string[] = [];
  for (let count = 0; count < 7; count += 1) ids.push(await newJob());
  const [first, second] = ids;
  // Closer to each other than a Date can tell, and two at once.
  await ingest.database.query(
    `update ingest.jobs set created_at = '2026-11-20T10:00:00.123456Z'::timestamptz
       + (case id when $1 then 0 when $2 then 1 else 2 end) * interval '1 microsecond' where owner = 'default'`,
    [first, second],
  );

  const found: string[] = [];
  let url: string | undefined = '/v1/jobs?limit=2';
  while (url) {
    const response = await ingest.request(url);
    const page = (await response.json()) as Page;
    found.push(...idsOf(page));
    const [, link] = /^<(.+)>; rel="next"$/.exec(response.headers.get('link') ?? '') ?? [];
    expect(link !== undefined).toBe(page.next_cursor !== null);
    url = link;
  }

  expect(found.slice(-2)).toEqual([second, first]);
  expect(found.toSorted()).toEqual(ids.toSorted());
  expect(found).not.toContain(stranger.id);
  expect((await pageOf()).next_cursor).toBeNull();
});

test('filters by status, external id and time', async () => {
  const [completed, pending] = [await newJob(), await newJob()];
  await ingest.publish(completed, meetingCompleted);
  await ingest.bus.idle();
  await ingest.database.query(
    `update ingest.jobs set meeting = meeting || '{"externalId":"article-1"}' where id = $1`,
    [pending],
  );
  const { data } = await pageOf({ external_id: 'article-1' });
  const created = data[0]!.created_at;

  expect(idsOf(await pageOf({ status: 'completed' }))).toEqual([completed]);
  expect(data.map(({ id }) => id)).toEqual([pending]);
  expect(idsOf(await pageOf({ external_id: 'article-1', status: 'completed' }))).toEqual([]);
  const past = new Date(Date.parse(created) - 60_000).toISOString();
  const future = new Date(Date.parse(created) + 60_000).toISOString();
  expect(
    idsOf(await pageOf({ external_id: 'article-1', created_after: past, created_before: future })),
  ).toEqual([pending]);
  expect(idsOf(await pageOf({ external_id: 'article-1', created_after: future }))).toEqual([]);
  expect(idsOf(await pageOf({ external_id: 'article-1', created_before: past }))).toEqual([]);
});

test('a cursor that is forged, or somebody else’s, or of another list is refused', async () => {
  await newJob();
  await newJob();
  const { next_cursor } = await pageOf({ limit: '1' });
  const cursor = next_cursor!;
  const stranger = await ingest.keyOf('stranger', ['jobs:read']);

  expect((await list({ cursor, limit: '1' })).status).toBe(200);
  expect((await list({ cursor }, stranger)).status).toBe(422);
  expect((await list({ cursor, status: 'failed' })).status).toBe(422);
  expect((await list({ cursor: `${cursor.slice(0, -1)}~` })).status).toBe(422);
  expect((await list({ cursor: 'made-up' })).status).toBe(422);
});

test.each([
  [{ limit: '0' }, '/limit'],
  [{ limit: '201' }, '/limit'],
  [{ limit: '1e9' }, '/limit'],
  [{ limit: 'x' }, '/limit'],
  [{ status: 'done' }, '/status'],
  [{ created_after: 'yesterday' }, '/created_after'],
  [{ created_before: '2026-11-20' }, '/created_before'],
  [{ owner: 'stranger' }, '/owner'],
])('a filter that makes no sense is refused: %j', async (query, pointer) => {
  const response = await list(query);

  expect(response.status).toBe(422);
  expect(await response.json()).toMatchObject({ code: 'INVALID_REQUEST', errors: [{ pointer }] });
});
