import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { AppError } from '@meeting-intelligence/errors';
import { FolderObjectStore } from '@meeting-intelligence/storage';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { FakeMedia } from '../../test/fake-media.js';
import { broken, InterruptedSource, sample, version } from '../../test/interrupted-source.js';
import { FreeSpace } from '../limits/free-space.js';
import { recordingKeysOf } from '../recordings/recording-key.js';
import { FetchedRecordings, type Fetched, type FetchedFiles } from './fetched-recordings.js';
import { begunFetchIn, type BegunFetch, type UnfinishedFetch } from './unfinished-fetch.js';

const never = new AbortController().signal;
const url = 'https://media.cms.example/a.ogg';

let folder: string;
let store: FolderObjectStore;
let source: InterruptedSource;
let id: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'fetched-'));
  store = new FolderObjectStore(folder);
  source = new InterruptedSource();
  media = new FakeMedia();
  id = randomUUID();
});
afterEach(() => rm(folder, { recursive: true }));

const roomStepBytes = 3 * 16_384;
const limits = { forMs: 60_000, atMostMs: 60_000, worthKeepingBytes: 50_000, roomStepBytes };
const fullStore = new AppError('STORAGE_FULL', 'no room');
let media: FakeMedia;
/** How much room was asked for, each time. */
let asked: number[];
let isFull: boolean;
let keptRooms: Set<object>;
/** Of another owner. */
let othersWait: boolean;
const resize = async (coming: number) => {
  asked.push(coming);
  if (isFull) throw fullStore;
};
const space: FetchedFiles['space'] = {
  keep: async (coming) => {
    await resize(coming);
    const room = {};
    keptRooms.add(room);
    return { resize, release: () => void keptRooms.delete(room) };
  },
};
beforeEach(() => {
  asked = [];
  keptRooms = new Set();
  isFull = false;
  othersWait = true;
});
const fetchInto = (room: FetchedFiles['space'], begun?: BegunFetch, changed = {}, signal = never) =>
  new FetchedRecordings(source, { store, space: room, media }, { ...limits, ...changed }).fetch(
    { jobId: id, url, signal, othersWait: async () => othersWait },
    begun,
  );
const fetch = (begun?: BegunFetch, changed = {}, signal = never) => fetchInto(space, begun, changed, signal);
/** By way of the message that it waits in. */
const sent = (checkpoint: unknown) => begunFetchIn(JSON.parse(JSON.stringify(checkpoint)))!;
const unfinishedOf = (fetched: Fetched) =>
  sent('unfinished' in fetched && fetched.unfinished) as UnfinishedFetch;
/** What a failure leaves for the next delivery. */
const leftBy = async (fetched: Promise<Fetched>) =>
  sent(
    await fetched.then(
      () => expect.unreachable('expected it to fail'),
      (error: AppError) => error.checkpoint,
    ),
  );
async function files(): Promise<string[]> {
  const keys: string[] = [];
  for await (const { key } of store.list('')) keys.push(key);
  return keys;
}
async function expectSample(fetched: Fetched): Promise<void> {
  if (!('recording' in fetched)) throw new Error('expected it to be finished');
  const { recording } = fetched;
  expect(recording).toMatchObject({ filename: 'a.ogg', sizeBytes: sample.length });
  expect((await buffer(await store.get(recording.key))).equals(sample)).toBe(true);
  // The parts are there until the ledger has the recording.
  const parts = fetched.parts.map(({ key }) => key);
  expect((await files()).toSorted()).toEqual([recording.key, ...parts].toSorted());
}

test('a server that breaks off again and again gives its recording in the end, each byte once', async () => {
  source.breaksAfter = 100_000;
  let fetched = await fetch();
  let times = 1;
  for (; 'unfinished' in fetched; times += 1) fetched = await fetch(unfinishedOf(fetched));

  await expectSample(fetched);
  expect(times).toBe(Math.ceil(sample.length / 114_688));
  expect(source.asked.slice(0, 3)).toEqual([
    undefined,
    { offset: 114_688, version, totalBytes: sample.length },
    { offset: 229_376, version, totalBytes: sample.length },
  ]);
});

test('one that takes longer than a delivery may goes on in the next', async () => {
  source.pauseMs = 20;
  const first = await fetch(undefined, { forMs: 100 });
  const { parts } = unfinishedOf(first);
  expect(parts[0]!.sizeBytes).toBeLessThan(sample.length);

  await expectSample(await fetch(unfinishedOf(first)));
});

test('what has no version comes in one go, however long that takes', async () => {
  source.version = undefined;

  await expectSample(await fetch(undefined, { forMs: 0 }));
});

test('what cannot be decoded is refused for good, in one go and in parts, and is not kept', async () => {
  const unreadable = new AppError('RECORDING_UNREADABLE', 'it cannot be decoded');
  media.found = () => Promise.reject(unreadable);
  await expect(fetch()).rejects.toBe(unreadable);
  expect(await files()).toEqual([]);

  source.breaksAfter = 150_000;
  const begun = unfinishedOf(await fetch());
  await expect(fetch(begun)).rejects.toBe(unreadable);
  expect(await files()).toEqual([]);
});

test('another version is begun anew, and of the old one nothing is in it', async () => {
  source.breaksAfter = 100_000;
  const begun = unfinishedOf(await fetch());
  source.breaksAfter = Number.POSITIVE_INFINITY;
  source.version = '"v2"';

  await expectSample(await fetch(begun));
  expect(await store.has(begun.parts[0]!.key)).toBe(false);
});

test('a server that does not go on is begun anew once, in one go: then each time that fails costs an attempt', async () => {
  source.pauseMs = 20;
  let begun: BegunFetch = unfinishedOf(await fetch(undefined, { forMs: 100 }));
  source.pauseMs = 0;
  source.isForgetful = true;
  source.breaksAfter = 200_000;

  for (let attempt = 0; attempt < 3; attempt += 1) {
    const attempted = fetch(begun, { forMs: 0 });
    await expect(attempted).rejects.toMatchObject({ code: 'RECORDING_URL_UNREACHABLE', retryable: true });
    // A failure without a checkpoint leaves the one before.
    if (attempt === 0) begun = await leftBy(attempted);
    expect(begun).toEqual({ begunAnew: true });
    expect(await files()).toEqual([]);
  }
  source.breaksAfter = Number.POSITIVE_INFINITY;
  await expectSample(await fetch(begun, { forMs: 0 }));
});

test('a stream that ends before the recording does is not taken for the whole of it', async () => {
  source.endsAfter = 100_000;
  let fetched = await fetch();
  expect(fetched).toMatchObject({ unfinished: { totalBytes: sample.length } });
  while ('unfinished' in fetched) fetched = await fetch(unfinishedOf(fetched));
  await expectSample(fetched);

  source.endsAfter = 10_000;
  await expect(fetch()).rejects.toMatchObject({ code: 'RECORDING_URL_UNREACHABLE' });
});

test('what is all here when its turn ends is finished', async () => {
  source.pauseMs = 2;
  const last = sample.subarray(0, Math.floor(sample.length / 16_384) * 16_384);
  source.bytes = last;
  const begun = unfinishedOf(await fetch(undefined, { forMs: 0 }));
  const all = { ...begun, totalBytes: begun.parts[0]!.sizeBytes };
  const times = source.asked.length;

  expect(await fetch(all)).toMatchObject({ recording: { sizeBytes: all.totalBytes } });
  expect(source.asked).toHaveLength(times);
});

test('where the server did not say how large it is, it may say that nothing is left', async () => {
  source.saysTotal = false;
  source.breaksAfter = sample.length - 1;
  const begun = unfinishedOf(await fetch());
  expect(begun.totalBytes).toBeUndefined();
  source.saysTotal = true;

  await expectSample(await fetch(begun));
});

test('a download that is well is not cut while nobody else waits, until its time is up', async () => {
  source.pauseMs = 20;
  othersWait = false;
  await expectSample(await fetch(undefined, { forMs: 50 }));

  expect(await fetch(undefined, { forMs: 50, atMostMs: 100 })).toHaveProperty('unfinished');
});

test('a part that is gone begins it anew, in place of failing it for good', async () => {
  source.breaksAfter = 200_000;
  const begun = unfinishedOf(await fetch());
  await store.delete(begun.parts[0]!.key);

  const fetched = await fetch(begun);

  expect(fetched).toEqual({ unfinished: { begunAnew: true } });
  expect(await files()).toEqual([]);
  source.breaksAfter = Number.POSITIVE_INFINITY;
  await expectSample(await fetch(sent('unfinished' in fetched && fetched.unfinished)));
});

test('what is all here is not asked for again because it could not be decoded this time', async () => {
  const stopping = new AppError('SERVICE_UNAVAILABLE', 'the process is stopping');
  media.found = () => Promise.reject(stopping);
  const inOneGo = await leftBy(fetch());
  source.breaksAfter = 150_000;
  const inParts = await leftBy(fetch(unfinishedOf(await fetch())));
  const times = source.asked.length;
  media.found = new FakeMedia().found;

  for (const begun of [inOneGo, inParts])
    expect(await fetch(begun)).toMatchObject({ recording: { sizeBytes: sample.length } });
  expect(source.asked).toHaveLength(times);
});

test('a recording that only has to be committed is that, unless its file is gone', async () => {
  const finished = sent(await fetch());
  expect(await fetch(finished)).toEqual(finished);
  expect(source.asked).toHaveLength(1);
  await store.deleteAll('fetched/');

  expect(await fetch(finished)).toEqual({ unfinished: { begunAnew: true } });
});

test('nothing is asked for while there is no room for it', async () => {
  isFull = true;
  await expect(fetch()).rejects.toBe(fullStore);
  expect(source.asked).toEqual([]);

  isFull = false;
  source.breaksAfter = 100_000;
  const begun = unfinishedOf(await fetch());
  source.breaksAfter = Number.POSITIVE_INFINITY;
  await fetch(begun);
  const left = sample.length - 114_688;
  // Before and after the head of each answer, and before the parts are put together.
  expect(asked).toEqual([roomStepBytes, roomStepBytes, sample.length, left, left, sample.length]);
  expect(keptRooms.size).toBe(0);
});

test('of two that are fetched at once one begins where there is room for one, and the other leaves nothing', async () => {
  const forOne = 1.5 * sample.length;
  const shared = new FreeSpace({ freeBytes: async () => 1e9 }, 1e9 - forOne);
  source.pauseMs = 5;

  const both = await Promise.allSettled([fetchInto(shared), fetchInto(shared)]);

  expect(both.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
  expect(both.find(({ status }) => status === 'rejected')).toMatchObject({
    reason: { code: 'STORAGE_FULL' },
  });
  expect(await files()).toHaveLength(1);
});

test('what does not say how large it is has room for its next step, or ends when there is none', async () => {
  source.saysTotal = false;
  source.version = undefined;
  await expectSample(await fetch());
  const steps = Math.floor(sample.length / roomStepBytes);
  expect(steps).toBeGreaterThan(1);
  expect(asked.slice(2)).toHaveLength(steps);
  expect(new Set(asked)).toEqual(new Set([roomStepBytes]));
  await store.deleteAll('fetched/');

  const filling = fetchInto({
    keep: async (coming) => {
      const room = await space.keep(coming);
      return { ...room, resize: async (more) => (await room.resize(more), void (isFull = true)) };
    },
  });
  await expect(filling).rejects.toBe(fullStore);
  expect([await files(), keptRooms.size]).toEqual([[], 0]);
});

test('too little is a failure, and what was there before stays', async () => {
  source.breaksAfter = 100_000;
  const begun = unfinishedOf(await fetch());
  const kept = await files();
  source.breaksAfter = 0;

  await expect(fetch(begun)).rejects.toBe(broken);

  expect(await files()).toEqual(kept);
});

test('what is no recording is refused with its first part', async () => {
  source.bytes = Buffer.from('<html>please log in</html>'.repeat(10_000));

  await expect(fetch(undefined, { forMs: 0 })).rejects.toMatchObject({ code: 'RECORDING_NOT_MEDIA' });
  expect(await files()).toEqual([]);
});

test('everything that is of a recording is found by its job', async () => {
  source.breaksAfter = 100_000;
  await fetch();

  const keys: string[] = [];
  for await (const key of recordingKeysOf(id, store)) keys.push(key);

  expect(keys).toEqual([`recordings/${id}`, ...(await files())]);
});

test('a checkpoint of another build is begun anew', () => {
  expect([undefined, null, { checks: 1 }, { version, parts: [] }].map(begunFetchIn)).toEqual(
    Array.from({ length: 4 }),
  );
});
