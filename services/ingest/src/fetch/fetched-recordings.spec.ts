import { randomUUID } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { AppError } from '@meeting-intelligence/errors';
import { FolderObjectStore } from '@meeting-intelligence/storage';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { FakeMedia } from '../../test/fake-media.js';
import { recordingKeysOf } from '../recording-key.js';
import { FetchedRecordings, type Fetched } from './fetched-recordings.js';
import { RecordingSource, type Continuation, type FoundRecording } from './recording-source.js';
import { unfinishedFetchIn, type UnfinishedFetch } from './unfinished-fetch.js';

const sample = await readFile(join(import.meta.dirname, '../../../../samples/planning-meeting.ogg'));
const version = '"v1"';
const never = new AbortController().signal;
const url = 'https://media.cms.example/a.ogg';
const broken = new AppError('RECORDING_URL_UNREACHABLE', 'it stopped');

/** A server that has the sample, and breaks off after so many bytes of each answer. */
class FakeSource extends RecordingSource {
  readonly asked: (Continuation | undefined)[] = [];
  bytes: Buffer = sample;
  version: string | undefined = version;
  breaksAfter = Number.POSITIVE_INFINITY;
  pauseMs = 0;

  async open(_url: string, _signal: AbortSignal, from?: Continuation): Promise<FoundRecording> {
    this.asked.push(from);
    const offset = from?.version === this.version ? (from?.offset ?? 0) : 0;
    const content = Readable.from(this.from(offset), { objectMode: false });
    return { content, filename: 'a.ogg', offset, version: this.version };
  }

  private async *from(offset: number) {
    for (let at = offset; at < this.bytes.length; at += 16_384) {
      if (at - offset >= this.breaksAfter) throw broken;
      yield this.bytes.subarray(at, at + 16_384);
      if (this.pauseMs > 0) await sleep(this.pauseMs);
    }
  }
}

let folder: string;
let store: FolderObjectStore;
let source: FakeSource;
let id: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'fetched-'));
  store = new FolderObjectStore(folder);
  source = new FakeSource();
  media = new FakeMedia();
  id = randomUUID();
});
afterEach(() => rm(folder, { recursive: true }));

const limits = { forMs: 60_000, worthKeepingBytes: 50_000 };
let media: FakeMedia;
const fetch = (begun?: UnfinishedFetch, changed = {}, signal = never) =>
  new FetchedRecordings(source, store, { ...limits, ...changed }, media).fetch(
    ...([id, url, signal, begun] as const),
  );
/** By way of the message that it waits in. */
const unfinishedOf = (fetched: Fetched) =>
  unfinishedFetchIn(JSON.parse(JSON.stringify('unfinished' in fetched && fetched.unfinished)))!;
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
  expect(await files()).toEqual([recording.key]);
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
    { offset: 114_688, version },
    { offset: 229_376, version },
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
  expect(await files()).toEqual(begun.parts.map(({ key }) => key));
});

test('another version is begun anew, and of the old one nothing is in it', async () => {
  source.breaksAfter = 100_000;
  const begun = unfinishedOf(await fetch());
  source.breaksAfter = Number.POSITIVE_INFINITY;
  source.version = '"v2"';

  const fetched = await fetch(begun);

  expect(fetched).toMatchObject({ recording: { sizeBytes: sample.length } });
  expect(await store.has(begun.parts[0]!.key)).toBe(true);
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
  expect([undefined, null, { checks: 1 }, { version, parts: [] }].map(unfinishedFetchIn)).toEqual(
    Array.from({ length: 4 }),
  );
});
