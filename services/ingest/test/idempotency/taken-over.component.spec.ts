import { stageFailed } from '@meeting-intelligence/contracts';
import { eventually } from '@meeting-intelligence/testing';
import { beforeEach, expect, test } from 'vitest';
import { runIngest, type RunningIngest } from '../running-ingest.js';
import { KeyedRequests, type Answered } from './keyed-requests.js';

let ingest: RunningIngest;
// The jobs of a batch stay in the queue.
runIngest((running) => (ingest = running), { MAX_QUEUED_JOBS: '2', BULK_IN_FLIGHT: '0' });
let requests: KeyedRequests;
beforeEach(async () => {
  await ingest.database.query('truncate ingest.jobs cascade');
  requests = new KeyedRequests(ingest);
});

const url = { recording_url: 'https://media.example/a.ogg' };
const failed = async (id: string, generation: number) => {
  await ingest.publishAs(generation, id, stageFailed);
  await eventually(async () => expect(await ingest.show(id)).toMatchObject({ status: 'failed', generation }));
};

const idsIn = ({ body }: Answered) =>
  (body as unknown as { readonly data: readonly { readonly id: string }[] }).data.map(({ id }) => id);

test('a batch that fills the queue is answered to who asks again, though there is room for no other', async () => {
  const batch = { jobs: [url, url] };
  const first = await requests.withoutAnswersKept(() => requests.json('/v1/jobs/batch', batch));
  const again = await requests.json('/v1/jobs/batch', batch);
  const other = await new KeyedRequests(ingest).json('/v1/jobs', url);

  expect([first.status, again.status]).toEqual([202, 202]);
  expect(idsIn(again)).toEqual(idsIn(first));
  expect([other.status, other.body.code]).toEqual([429, 'TOO_MANY_JOBS']);
});

test('a retry that nobody was told of is not done again, and what it made is the answer', async () => {
  const { id } = await ingest.submitted();
  await failed(id, 1);
  const path = `/v1/jobs/${id}/retry`;
  const first = await requests.withoutAnswersKept(() => requests.post(path));
  const again = await requests.post(path);

  expect([again.status, again.body]).toEqual([202, first.body]);
  expect(again.body.generation).toBe(2);
});

test('neither when the job has failed again since: nobody asked to pay for that', async () => {
  const { id } = await ingest.submitted();
  await failed(id, 1);
  const path = `/v1/jobs/${id}/retry`;
  await requests.withoutAnswersKept(() => requests.post(path));
  await failed(id, 2);

  expect((await requests.post(path)).body).toMatchObject({ generation: 2, status: 'failed' });
  expect((await new KeyedRequests(ingest).post(path)).body).toMatchObject({ generation: 3 });
});

test('a retry that was refused is carried out when it can be', async () => {
  const { id } = await ingest.submitted();
  const path = `/v1/jobs/${id}/retry`;
  expect((await requests.post(path)).status).toBe(409);
  await failed(id, 1);

  expect((await requests.post(path)).body).toMatchObject({ generation: 2 });
});

test('of what was refused nothing is kept, nor of a cancellation however often it is asked for', async () => {
  const before = await rows();
  const { id } = await ingest.submitted();
  const [refused, cancelled] = [new KeyedRequests(ingest), new KeyedRequests(ingest)];
  expect((await refused.json('/v1/jobs', {})).status).toBe(422);
  for (let time = 0; time < 3; time += 1)
    expect((await cancelled.post(`/v1/jobs/${id}/cancel`)).body).toMatchObject({ id, status: 'cancelled' });

  expect(await rows()).toBe(before);
});

async function rows(): Promise<number> {
  const found: unknown[] = await ingest.database.query('select from ingest.idempotency_keys');
  return found.length;
}
