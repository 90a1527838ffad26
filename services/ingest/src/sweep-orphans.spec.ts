import { randomUUID } from 'node:crypto';
import { mkdtemp, rm, utimes } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { loadConfig } from '@meeting-intelligence/config';
import { jobCancelled, recordingRequested } from '@meeting-intelligence/contracts';
import { AppError } from '@meeting-intelligence/errors';
import { FolderObjectStore } from '@meeting-intelligence/storage';
import { createLogger } from '@meeting-intelligence/telemetry';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { InMemoryJobLedger } from './adapters/in-memory-job-ledger.js';
import { eventOf, openJob, record } from '../test/a-job.js';
import { ingestFields } from './config.js';
import { newJobProgress, progressAfter } from './job-progress.js';
import { ledgerEntryOf } from './ledger-entry.js';
import { fetchedKey, recordingKey } from './recordings/recording-key.js';
import { SweepOrphans } from './sweep-orphans.js';

const logger = createLogger({ name: 'ingest', version: 'test' }, 'silent');
const settings = { intervalMs: 1, orphanAgeMs: 3_600_000, logger };
let folder: string;
let store: FolderObjectStore;
let ledger: InMemoryJobLedger;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'orphans-'));
  store = new FolderObjectStore(folder);
  ledger = new InMemoryJobLedger();
});
afterEach(() => rm(folder, { recursive: true }));

const sweep = (owners: Pick<InMemoryJobLedger, 'ownedRecordings'> = ledger) =>
  new SweepOrphans(owners, store, settings).round(new AbortController().signal);

async function stored(key: string, ageMs: number): Promise<string> {
  await store.put(key, Readable.from(['x']));
  const at = (Date.now() - ageMs) / 1_000;
  await utimes(join(folder, key), at, at);
  return key;
}

test('deletes an old recording that no job owns, and nothing else', async () => {
  const orphan = await stored(recordingKey(randomUUID()), 4_000_000);
  const owned = await stored(recordingKey(await openJob(ledger)), 4_000_000);
  const young = await stored(recordingKey(randomUUID()), 3_000_000);
  const foreign = await stored('recordings/notes.txt', 4_000_000);
  const elsewhere = await stored(`events/${randomUUID()}/1.json`, 4_000_000);

  await Promise.all([sweep(), sweep()]);

  expect(await store.has(orphan)).toBe(false);
  for (const key of [owned, young, foreign, elsewhere]) expect(await store.has(key), key).toBe(true);
});

test('deletes what a run that died left of a recording, once its job has ended without one', async () => {
  const id = randomUUID();
  const requested = eventOf(recordingRequested, id);
  const { meeting } = recordingRequested.schema.parse(recordingRequested.example);
  const job = { id, owner: 'default', recording: null, meeting, webhookUrl: null };
  await ledger.transaction((transaction) =>
    ledger.open(transaction, job, ledgerEntryOf(requested), progressAfter(newJobProgress, requested)),
  );
  const left = await stored(fetchedKey(id), 4_000_000);
  await sweep();
  expect(await store.has(left)).toBe(true);

  await record(ledger, eventOf(jobCancelled, id));
  await sweep();

  expect(await store.has(left)).toBe(false);
});

test('of a job that has its recording keeps that, and nothing that was fetched beside it', async () => {
  const id = await openJob(ledger);
  const [own, duplicate, part] = [fetchedKey(id), fetchedKey(id), fetchedKey(id)];
  for (const key of [own, duplicate, part]) await stored(key, 4_000_000);
  const young = await stored(fetchedKey(id), 3_000_000);
  const { recording } = (await ledger.find(id))!;
  await ledger.transaction((transaction) =>
    ledger.addRecording(transaction, id, { ...recording!, key: own }),
  );

  await sweep();

  expect(await Promise.all([own, duplicate, part, young].map((key) => store.has(key)))).toEqual([
    ...[true, false, false, true],
  ]);
});

test('a file is older than any handler by default before it is an orphan', () => {
  const { ORPHAN_AGE_MS, HANDLER_TIMEOUT_MS } = ingestFields;

  const defaults = loadConfig({ ORPHAN_AGE_MS, HANDLER_TIMEOUT_MS }, {});

  expect(defaults.ORPHAN_AGE_MS).toBeGreaterThan(2 * defaults.HANDLER_TIMEOUT_MS);
});

test('deletes more than one batch', async () => {
  for (let count = 0; count < 1_100; count += 1) await stored(recordingKey(randomUUID()), 4_000_000);

  await sweep();

  const left: string[] = [];
  for await (const { key } of store.list('recordings/')) left.push(key);
  expect(left).toEqual([]);
});

test('deletes nothing while nobody can say who owns it', async () => {
  const orphan = await stored(recordingKey(randomUUID()), 4_000_000);
  const ownedRecordings = () => Promise.reject(new AppError('DATABASE_UNAVAILABLE', 'away'));

  await expect(sweep({ ownedRecordings })).rejects.toMatchObject({ code: 'DATABASE_UNAVAILABLE' });
  expect(await store.has(orphan)).toBe(true);
});
