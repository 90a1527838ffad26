import { randomUUID } from 'node:crypto';
import {
  analysisCompleted,
  meetingCompleted,
  meetingTranscribed,
  recordingPrepared,
  stageFailed,
  transcriptCreated,
  transcriptionSubmitted,
  webhookDelivered,
  type EventDefinition,
} from '@meeting-intelligence/contracts';
import { eventually } from '@meeting-intelligence/testing';
import { expect, test } from 'vitest';
import { TypeOrmJobLedger } from '../../src/adapters/typeorm-job-ledger.js';
import { openJob } from '../a-job.js';
import { runIngest, type RunningIngest } from '../running-ingest.js';
import { EventClient } from './event-client.js';

const wayToTheEnd = [
  recordingPrepared,
  transcriptionSubmitted,
  transcriptCreated,
  meetingTranscribed,
  analysisCompleted,
  meetingCompleted,
];

let ingest: RunningIngest;
runIngest((running) => (ingest = running));

const newJob = () => openJob(new TypeOrmJobLedger(ingest.database));
const follow = (id: string, options?: Parameters<typeof EventClient.open>[1]) =>
  EventClient.open(`${ingest.url}/v1/jobs/${id}/events`, { key: ingest.key, ...options });
/** One after the other: events that are published at once arrive in any order. */
async function walk(id: string, ...definitions: readonly EventDefinition[]): Promise<void> {
  for (const definition of definitions) {
    await ingest.publish(id, definition);
    await ingest.bus.idle();
  }
}
const happened = async (id: string) => (await ingest.historyOf(id)).map(({ sequence }) => sequence);

test('shows the job as it is, then what happens, and ends with the event that ends the job', async () => {
  const id = await newJob();
  const client = await follow(id);
  await eventually(() => expect(client.events).toHaveLength(1));
  await walk(id, ...wayToTheEnd);
  await client.ended;

  const [snapshot, ...events] = client.events;
  expect(client.status).toBe(200);
  expect(client.headers).toMatchObject({
    'content-type': 'text/event-stream; charset=utf-8',
    'cache-control': 'no-store, no-transform',
    'x-accel-buffering': 'no',
    'x-request-id': expect.any(String),
  });
  expect(snapshot).toMatchObject({
    id: '1',
    event: 'job.snapshot',
    data: { id, status: 'pending', progress: 0, queue: { position: expect.any(Number) } },
  });
  expect(client.sequences).toEqual([2, 3, 4, 5, 6, 7, 8]);
  expect(events.map(({ id: eventId }) => eventId)).toEqual(['2', '3', '4', '5', '6', '7', '8']);
  expect(events.at(-1)?.data).toEqual({
    ...{ job_id: id, sequence: 8, generation: 1, type: 'job.completed.v1' },
    ...{ status: 'completed', stage: null, progress: 1, at: expect.any(String) },
  });
  const shares = events.map(({ data }) => data.progress as number);
  expect(shares).toEqual(shares.toSorted((a, b) => a - b));
});

test('whoever comes back with the last event, or a later one, hears that there is nothing more', async () => {
  const id = await newJob();
  await walk(id, ...wayToTheEnd);
  const client = await follow(id, { lastEventId: '0' });
  await client.ended;
  await ingest.publish(id, webhookDelivered);
  await eventually(async () => expect(await happened(id)).toHaveLength(9));

  expect(client.lastEventId).toBe('8');
  for (const lastEventId of ['8', '9']) {
    const again = await follow(id, { lastEventId });
    expect(again.status).toBe(204);
  }
  const fresh = await follow(id);
  await fresh.ended;
  expect(fresh.events).toMatchObject([{ event: 'job.snapshot', id: '9', data: { status: 'completed' } }]);
});

test('misses and repeats nothing when the connection is cut after every second event', async () => {
  const id = await newJob();
  const sequences: unknown[] = [];
  let lastEventId = '0';
  const following = (async () => {
    for (;;) {
      const onEvent = (one: EventClient) => one.events.length === 2 && one.close();
      const client = await follow(id, { lastEventId, onEvent });
      if (client.status === 204) return;
      await client.ended;
      sequences.push(...client.sequences);
      lastEventId = client.lastEventId ?? lastEventId;
    }
  })();
  await walk(id, ...wayToTheEnd);
  await following;

  expect(sequences).toEqual(await happened(id));
});

test('stays open when all connections to the database are lost, and goes on with nothing missing', async () => {
  const id = await newJob();
  const client = await follow(id);
  await eventually(() => expect(client.events).toHaveLength(1));
  await ingest.database.query(
    'select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()',
  );
  await walk(id, recordingPrepared, transcriptionSubmitted);
  await eventually(() => expect(client.sequences).toEqual([2, 3]));
  client.close();
});

test('a replay goes on where the failure ended it', async () => {
  const id = await newJob();
  await walk(id, recordingPrepared, stageFailed);
  const failed = await follow(id, { lastEventId: '0' });
  await failed.ended;
  await ingest.publishAs(2, id, transcriptCreated);
  await eventually(async () => expect(await happened(id)).toHaveLength(failed.sequences.length + 1));

  const replayed = await follow(id, { lastEventId: failed.lastEventId });
  await eventually(() => expect(replayed.events).toHaveLength(1));
  expect(failed.events.at(-1)?.data).toMatchObject({ status: 'failed', progress: 0.1 });
  expect(replayed.events).toMatchObject([
    { data: { generation: 2, status: 'processing', stage: 'analysis' } },
  ]);
  replayed.close();
});

test('many watch one job at once, and nothing is left of them when they go', async () => {
  const id = await newJob();
  const clients = await Promise.all(Array.from({ length: 200 }, () => follow(id)));
  await eventually(() => expect(clients.every(({ events }) => events.length === 1)).toBe(true));

  await ingest.publish(id, recordingPrepared);
  await eventually(() => expect(clients.every(({ sequences }) => sequences.length === 1)).toBe(true));
  expect(ingest.openAnswers()).toBe(200);
  for (const client of clients) client.close();

  await eventually(() => expect(ingest.openAnswers()).toBe(0));
  expect(ingest.watchedJobs()).toEqual([]);
});

test('a client that takes nothing is cut off', async () => {
  const id = await newJob();
  const client = await follow(id);
  await eventually(() => expect(client.events).toHaveLength(1));
  client.stall();

  // Beyond what the kernel takes for it: 64 rounds of 20 long rows.
  for (let round = 0; round < 64 && ingest.openAnswers() > 0; round += 1) {
    await ingest.database.query(
      `insert into ingest.job_events (job_id, sequence, event_id, type, generation, occurred_at, summary, status, progress)
       select $1, n, gen_random_uuid(), repeat('x', 10000), 1, now(), '{}', 'pending', 0
       from generate_series($2::int, $2::int + 19) n`,
      [id, 2 + round * 20],
    );
    await ingest.database.query(`select pg_notify('ingest_jobs', $1)`, [`job:${id}`]);
  }

  await eventually(() => expect(ingest.openAnswers()).toBe(0));
  client.takeOn();
  await client.ended;
  expect(client.isWhole).toBe(false);
  expect(client.sequences.length).toBeLessThan(64 * 20);
});

test.each([
  ['of nobody', () => randomUUID(), 404],
  ['that is none', () => 'not-a-uuid', 404],
])('a job %s has no events', async (_, id, status) => {
  expect((await follow(id())).status).toBe(status);
});

test('the job of somebody else is not there', async () => {
  const id = await newJob();
  const key = await ingest.keyOf('stranger', ['jobs:read']);

  expect((await follow(id, { key })).status).toBe(404);
  expect((await ingest.request(`/v1/jobs/${id}/event-tokens`, { method: 'POST', key })).status).toBe(404);
});

test('without a key that reads jobs there is nothing to see', async () => {
  const id = await newJob();

  expect((await follow(id, { key: '' })).status).toBe(401);
  expect((await follow(id, { key: await ingest.keyOf('default', ['jobs:write']) })).status).toBe(403);
});

test.each(['x', '-1', '1.5', '99'])(
  'an id of no event that has happened is refused: %s',
  async (lastEventId) => {
    const id = await newJob();

    expect((await follow(id, { lastEventId })).status).toBe(422);
  },
);

test('HEAD gets the head of the stream alone', async () => {
  const response = await ingest.request(`/v1/jobs/${await newJob()}/events`, { method: 'HEAD' });

  expect(response.status).toBe(200);
  expect(await response.text()).toBe('');
  await eventually(() => expect(ingest.openAnswers()).toBe(0));
});

test('an event token opens the events of its job, for a page of any origin, and nothing else', async () => {
  const [id, other] = [await newJob(), await newJob()];
  const response = await ingest.request(`/v1/jobs/${id}/event-tokens`, { method: 'POST' });
  const { token, expires_at } = (await response.json()) as { token: string; expires_at: string };
  const withToken = (path: string) => `${ingest.url}${path}?token=${token}`;
  const client = await EventClient.open(withToken(`/v1/jobs/${id}/events`));
  await eventually(() => expect(client.events).toMatchObject([{ event: 'job.snapshot', data: { id } }]));

  expect(response.status).toBe(201);
  expect(response.headers.get('cache-control')).toBe('no-store');
  expect(Date.parse(expires_at) - Date.now()).toBeGreaterThan(290_000);
  expect(Date.parse(expires_at) - Date.now()).toBeLessThanOrEqual(301_000);
  expect(client.headers['access-control-allow-origin']).toBe('*');
  expect((await EventClient.open(withToken(`/v1/jobs/${other}/events`))).status).toBe(401);
  for (const path of ['/v1/events', `/v1/jobs/${id}`, '/v1/jobs']) {
    expect((await fetch(withToken(path))).status, path).toBe(401);
  }
  expect((await ingest.request('/v1/jobs', { key: token })).status).toBe(401);
  client.close();
  await eventually(() =>
    expect(ingest.lines.filter(({ msg, job_id }) => msg === 'request' && job_id === id)).not.toHaveLength(0),
  );
  expect(JSON.stringify(ingest.lines)).not.toContain(token);
  const stored = await ingest.database.query(
    "select encode(hash, 'escape') as hash from ingest.event_tokens",
  );
  expect(JSON.stringify(stored)).not.toContain(token);
});

test('an event token is good for five minutes', async () => {
  const id = await newJob();
  const { token } = (await (
    await ingest.request(`/v1/jobs/${id}/event-tokens`, { method: 'POST' })
  ).json()) as { token: string };
  await ingest.database.query(`update ingest.event_tokens set expires_at = now() where job_id = $1`, [id]);

  expect((await EventClient.open(`${ingest.url}/v1/jobs/${id}/events?token=${token}`)).status).toBe(401);
});
