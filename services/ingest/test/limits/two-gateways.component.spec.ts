import { readFile } from 'node:fs/promises';
import { autoTeardown, eventually, leakCheck } from '@meeting-intelligence/testing';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { EventClient } from '../following/event-client.js';
import { answerOn, beginUpload, filePart, lastPart } from '../raw-http.js';
import { RunningIngest, sample } from '../running-ingest.js';

const leaks = leakCheck();
const teardown = autoTeardown();
const narrow = {
  RATE_LIMIT_CREATES_PER_MINUTE: '6',
  RATE_LIMIT_READS_PER_MINUTE: '12',
  MAX_UPLOADS_PER_KEY: '2',
  MAX_STREAMS_PER_KEY: '2',
  MAX_QUEUED_JOBS: '3',
};

let gateways: [RunningIngest, RunningIngest];
let key: string;
let owner: string;
beforeAll(async () => {
  const first = await RunningIngest.start(teardown, narrow);
  const { url: DATABASE_URL } = first.database.options as unknown as { url: string };
  gateways = [first, await RunningIngest.start(teardown, { ...narrow, DATABASE_URL })];
});
afterAll(async () => {
  await teardown.run();
  await leaks.assertNone();
}, 60_000);

beforeEach(async () => {
  owner = `owner-${crypto.randomUUID()}`;
  key = await gateways[0].keyOf(owner, ['jobs:read', 'jobs:write']);
});

const isProblem = async (answer: Response, status: number, code: string) => {
  expect(answer.status).toBe(status);
  expect(await answer.json()).toMatchObject({ status, code });
};
const inTurn = (index: number) => gateways[index % 2]!;

test('requests are counted together, told on every answer, and refused when they are too many', async () => {
  const answers = [];
  for (let index = 0; index < 12; index += 1)
    answers.push(await inTurn(index).request(index % 3 ? '/v1/jobs' : '/v1/meetings/none', { key }));

  expect(answers.map(({ headers }) => headers.get('ratelimit')?.split(';t=')[0])).toEqual(
    answers.map((_, index) => `"reads";r=${11 - index}`),
  );
  expect(answers[0]!.headers.get('ratelimit-policy')).toBe('"reads";q=12;w=60');
  for (const gateway of gateways) {
    const refused = await gateway.request('/v1/jobs', { key });
    expect(refused.headers.get('ratelimit')).toMatch(/^"reads";r=0;t=\d+$/);
    expect(refused.headers.get('ratelimit')).toContain(`t=${refused.headers.get('retry-after')}`);
    await isProblem(refused, 429, 'RATE_LIMITED');
  }
});

test('a key that is over leaves others alone, those of its owner too', async () => {
  for (let index = 0; index < 13; index += 1) await inTurn(index).request('/v1/jobs', { key });
  const other = await gateways[0].keyOf(owner, ['jobs:read']);

  expect((await gateways[0].request('/v1/jobs', { key })).status).toBe(429);
  expect((await gateways[0].request('/v1/jobs', { key: other })).status).toBe(200);
});

test('submitting is counted by itself', async () => {
  for (let index = 0; index < 13; index += 1) await inTurn(index).request('/v1/jobs', { key });

  const accepted = await gateways[0].submit({}, key);

  expect(accepted.status).toBe(202);
  expect(accepted.headers.get('ratelimit-policy')).toBe('"creates";q=6;w=60');
});

test('what a key is not good for is counted as well', async () => {
  const answers = [];
  for (let index = 0; index < 13; index += 1)
    answers.push(await inTurn(index).request('/v1/api-keys', { key }));

  expect(answers[0]!.headers.has('ratelimit')).toBe(true);
  expect(answers.map(({ status }) => status)).toEqual([...Array<number>(12).fill(403), 429]);
});

test('no more jobs wait than may; what is refused is refused before its body is read', async () => {
  // One that fails to be fetched waits no more.
  for (let index = 0; index < 3; index += 1) await inTurn(index).submitted({}, key);
  const stored = await gateways[1].recordings();

  const socket = await beginUpload(gateways[1].url, { key, headers: { 'Content-Length': 900_000 } });
  const answer = await answerOn(socket);

  expect(answer.status).toBe(429);
  expect(answer.head).toMatch(/retry-after: 30/i);
  expect(JSON.parse(answer.body)).toMatchObject({ code: 'TOO_MANY_JOBS' });
  expect(await gateways[1].recordings()).toEqual(stored);
});

test('what was done before is answered again when no more jobs may wait', async () => {
  const once = async () => {
    const body = new FormData();
    body.set('file', new Blob([await readFile(sample)]), 'a.ogg');
    return gateways[0].request('/v1/jobs', {
      method: 'POST',
      key,
      body,
      headers: { 'idempotency-key': owner },
    });
  };
  const first = (await (await once()).json()) as { id: string };
  for (let index = 0; index < 2; index += 1) await gateways[1].submitted({}, key);
  await isProblem(await gateways[1].submit({}, key), 429, 'TOO_MANY_JOBS');

  const again = await once();

  expect(again.status).toBe(202);
  expect(await again.json()).toMatchObject({ id: first.id });
});

test('no more uploads go on at a time than may; one that ends makes room for another', async () => {
  const begun = await Promise.all(
    gateways.map(({ url }) => beginUpload(url, { key, headers: { 'Content-Length': 100_000 } })),
  );
  const places = () =>
    gateways[0].database.query('select number from ingest.request_places where kind = $1', ['uploads']);
  await eventually(async () => expect(await places()).toHaveLength(2));

  const refused = await answerOn(
    await beginUpload(gateways[0].url, { key, headers: { 'Content-Length': 100_000 } }),
  );
  expect(refused.status).toBe(429);
  expect(refused.head).toMatch(/retry-after: 5/i);
  expect(JSON.parse(refused.body)).toMatchObject({ code: 'TOO_MANY_UPLOADS' });

  begun[0]!.destroy();
  await eventually(async () => expect(await places()).toHaveLength(1));
  const body = Buffer.concat([filePart('file', 'a.ogg', await readFile(sample)), lastPart]);
  const accepted = await beginUpload(gateways[1].url, { key, headers: { 'Content-Length': body.length } });
  accepted.write(body);
  expect((await answerOn(accepted)).status).toBe(202);

  begun[1]!.destroy();
  await eventually(async () => expect(await places()).toHaveLength(0));
});

test.each(['key', 'token'])('no more streams of a job are open at a time than may, by %s', async (by) => {
  const job = await gateways[0].submitted({}, key);
  const made = await gateways[0].request(`/v1/jobs/${job.id}/event-tokens`, { method: 'POST', key });
  const { token } = (await made.json()) as { token: string };
  const path = `/v1/jobs/${job.id}/events${by === 'token' ? `?token=${token}` : ''}`;
  const credential = by === 'token' ? null : key;
  const open = ({ url }: RunningIngest) => EventClient.open(url + path, { key: credential ?? undefined });

  const streams = [await open(gateways[0]), await open(gateways[1])];

  expect(streams.map(({ status }) => status)).toEqual([200, 200]);
  expect(streams[0]!.headers.ratelimit).toMatch(/^"reads";r=\d+;t=\d+$/);
  const refused = await gateways[0].request(path, { key: credential });
  expect(refused.headers.get('retry-after')).toBe('5');
  await isProblem(refused, 429, 'TOO_MANY_STREAMS');
  streams[0]!.close();
  await eventually(async () => {
    const again = await open(gateways[1]);
    again.close();
    expect(again.status).toBe(200);
  });
  streams[1]!.close();
});

test('all jobs in one stream have a place like others', async () => {
  const streams = await Promise.all(gateways.map(({ url }) => EventClient.open(`${url}/v1/events`, { key })));

  expect(streams.map(({ status }) => status)).toEqual([200, 200]);
  await isProblem(await gateways[1].request('/v1/events', { key }), 429, 'TOO_MANY_STREAMS');
  for (const stream of streams) stream.close();
});

test('no upload begins on a disk that is nearly full; what needs no room goes on', async () => {
  const full = await RunningIngest.start(teardown, {
    MIN_FREE_BYTES: String(2 ** 52),
    EGRESS_ALLOW_CIDRS: '127.0.0.0/8',
    RETRY_DELAYS_MS: '20,40,60',
  });

  const socket = await beginUpload(full.url, { key: full.key, headers: { 'Content-Length': 900_000 } });
  const answer = await answerOn(socket);

  expect(answer.status).toBe(503);
  expect(answer.head).toMatch(/retry-after: /i);
  expect(JSON.parse(answer.body)).toMatchObject({ code: 'STORAGE_FULL' });
  expect((await full.request('/v1/jobs')).status).toBe(200);
  expect((await fetch(`${full.healthUrl}/ready`)).status).toBe(200);
  // It is fetched when there is room.
  const body = JSON.stringify({ recording_url: 'http://127.0.0.1:9009/a.ogg' });
  const headers = { 'content-type': 'application/json' };
  expect((await full.request('/v1/jobs', { method: 'POST', headers, body })).status).toBe(202);
});

test('jobs that are made of uploads take the places of uploads, as forms do', async () => {
  const [first] = gateways;
  const begun = async () => {
    const headers = { 'tus-resumable': '1.0.0', 'upload-length': '10' };
    const answer = await first.request('/v1/uploads', { key, method: 'POST', headers });
    return answer.headers.get('location')!.split('/').at(-1)!;
  };
  const ids = [await begun(), await begun()];
  const submit = (index: number, upload_id: string) =>
    inTurn(index).request('/v1/jobs', {
      ...{ key, method: 'POST', headers: { 'content-type': 'application/json' } },
      body: JSON.stringify({ upload_id }),
    });
  const held = () =>
    first.database.query<unknown[]>(
      `select from ingest.request_places where kind = 'uploads' and held_until > now()`,
    );
  const inTheWay = first.database.createQueryRunner();
  await inTheWay.startTransaction();
  await inTheWay.query('select from ingest.uploads where id = any($1::uuid[]) for update', [ids]);

  const waiting = ids.map((id, index) => submit(index, id));
  await eventually(async () => expect(await held()).toHaveLength(2));
  await isProblem(await submit(0, crypto.randomUUID()), 429, 'TOO_MANY_UPLOADS');

  await inTheWay.rollbackTransaction();
  await inTheWay.release();
  for (const answer of waiting) await isProblem(await answer, 409, 'UPLOAD_UNFINISHED');
  await eventually(async () => expect(await held()).toEqual([]));
});
