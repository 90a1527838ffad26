import { randomUUID } from 'node:crypto';
import {
  jobSubmitted,
  meetingCompleted,
  recordingPrepared,
  transcriptCreated,
} from '@meeting-intelligence/contracts';
import { eventually } from '@meeting-intelligence/testing';
import { expect, test } from 'vitest';
import { TypeOrmJobLedger } from '../../src/adapters/typeorm-job-ledger.js';
import { ledgerEntryOf } from '../../src/ledger-entry.js';
import { eventOf, openJob } from '../a-job.js';
import { runIngest, type RunningIngest } from '../running-ingest.js';
import { EventClient, type ReceivedEvent } from './event-client.js';

let ingest: RunningIngest;
runIngest((running) => (ingest = running));

const ledger = () => new TypeOrmJobLedger(ingest.database);
const follow = (options?: Parameters<typeof EventClient.open>[1]) =>
  EventClient.open(`${ingest.url}/v1/events`, { key: ingest.key, ...options });
const jobAndSequence = ({ data }: ReceivedEvent) => `${String(data.job_id)} ${String(data.sequence)}`;
const recorded = async (): Promise<string[]> => {
  const rows: { job_id: string; sequence: number }[] = await ingest.database.query(
    `select job_id, sequence from ingest.job_events join ingest.jobs on id = job_id
     where owner = 'default' order by job_id, sequence`,
  );
  return rows.map(({ job_id, sequence }) => `${job_id} ${sequence}`);
};

test('shows the jobs that have not ended, then what happens to any of them, and of nobody else', async () => {
  const [open, ended] = [await openJob(ledger()), await openJob(ledger())];
  await ingest.publish(ended, meetingCompleted);
  await ingest.bus.idle();
  const client = await follow();
  await eventually(() => expect(client.lastEventId).toBeDefined());
  const stranger = await ingest.submitted({}, await ingest.keyOf('stranger', ['jobs:write']));
  const added = await openJob(ledger());
  await ingest.publish(stranger.id, recordingPrepared);
  await ingest.publish(open, recordingPrepared);
  await eventually(() => expect(client.sequences).toHaveLength(2));

  const snapshots = client.events.filter(({ event }) => event === 'job.snapshot').map(({ data }) => data.id);
  expect(snapshots).toContain(open);
  expect(snapshots).not.toContain(ended);
  expect(client.events.slice(snapshots.length)).toMatchObject([
    { event: 'job.status', data: { job_id: added, sequence: 1, status: 'pending' } },
    { event: 'job.status', data: { job_id: open, sequence: 2, status: 'processing', progress: 0.1 } },
  ]);
  client.close();
});

test('a client that reads gets all snapshots, however much they are together', async () => {
  const many = 40;
  for (let job = 0; job < many; job += 1)
    await ingest.submitted({ metadata: JSON.stringify({ notes: 'x'.repeat(16_000) }) });
  const client = await follow();

  await eventually(() => expect(client.lastEventId).toBeDefined());
  expect(client.events.filter(({ event }) => event === 'job.snapshot').length).toBeGreaterThanOrEqual(many);
  client.close();
});

test('of two transactions at once the one that took its number first and commits last is not missed', async () => {
  const client = await follow();
  await eventually(() => expect(client.lastEventId).toBeDefined());
  const [slow, quick] = [randomUUID(), randomUUID()];
  const open = (id: string, before: () => Promise<unknown>) =>
    ledger().transaction(async (transaction) => {
      const { recording, meeting } = jobSubmitted.schema.parse(jobSubmitted.example);
      const job = { id, owner: 'default', recording, meeting, webhookUrl: null };
      await ledger().open(transaction, job, ledgerEntryOf(eventOf(jobSubmitted, id)));
      await before();
    });

  await open(slow, async () => {
    await open(quick, async () => undefined);
    // The reader is past the quick one before the slow one is there.
    await eventually(() => expect(client.events.at(-1)?.data.job_id).toBe(quick));
  });

  await eventually(() => expect(client.events.at(-1)?.data.job_id).toBe(slow));
  const [first, second] = client.events.slice(-2).map(({ id }) => Number(id));
  expect(second).toBeGreaterThan(first!);
  client.close();
});

test('misses and repeats nothing while many jobs move and the connection is cut after every third event', async () => {
  const start = await follow();
  await eventually(() => expect(start.lastEventId).toBeDefined());
  start.close();
  const before = new Set(await recorded());
  const seen: string[] = [];
  let lastEventId = start.lastEventId;
  let isOver = false;
  const over = Promise.withResolvers<void>();
  const following = (async () => {
    while (!isOver) {
      const onEvent = (one: EventClient) => one.events.length === 3 && one.close();
      const client = await follow({ lastEventId, onEvent });
      await Promise.race([client.ended, over.promise]);
      client.close();
      seen.push(...client.events.map(jobAndSequence));
      lastEventId = client.lastEventId ?? lastEventId;
    }
  })();
  await Promise.all(
    Array.from({ length: 12 }, async () => {
      const id = await openJob(ledger());
      await ingest.publish(id, recordingPrepared, transcriptCreated, meetingCompleted);
    }),
  );
  await ingest.bus.idle();
  const wanted = (await recorded()).filter((row) => !before.has(row));
  await eventually(() => expect(seen.length).toBeGreaterThanOrEqual(wanted.length - 2));
  isOver = true;
  over.resolve();
  await following;

  expect(seen.toSorted()).toEqual(wanted.toSorted());
  for (const id of new Set(seen.map((row) => row.split(' ')[0]!))) {
    const own = seen.filter((row) => row.startsWith(id));
    expect(own).toEqual(own.toSorted());
  }
});

test('an id that no event has is refused, and so is a key that reads no jobs', async () => {
  expect((await follow({ lastEventId: '999999999' })).status).toBe(422);
  expect((await follow({ lastEventId: 'x' })).status).toBe(422);
  expect((await follow({ key: await ingest.keyOf('default', ['jobs:write']) })).status).toBe(403);
  expect((await follow({ key: '' })).status).toBe(401);
});
