import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import {
  jobCancelled,
  jobSubmitted,
  recordingPrepared,
  type JobCancelled,
  type JobSubmitted,
} from '@meeting-intelligence/contracts';
import { AppError } from '@meeting-intelligence/errors';
import { rootEvent } from '@meeting-intelligence/messaging';
import { FolderObjectStore, type ObjectStore } from '@meeting-intelligence/storage';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { cancellationsIn, contextOf, tracesIn } from '../test/handler-context.js';
import { FakeSpeechToText } from './adapters/fake-speech-to-text.js';
import { PrepareRecordingHandler } from './prepare-recording.handler.js';

const { recording, meeting } = jobSubmitted.example;
const origin = { source: 'ingest', subject: crypto.randomUUID(), owner: 'cms', generation: 1 };
const event = rootEvent(jobSubmitted(jobSubmitted.example), origin) as JobSubmitted;
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'recordings-'));
});
afterAll(() => rm(folder, { recursive: true }));

test('gives the provider the bytes of the recording', async () => {
  const store = new FolderObjectStore(join(folder, 'a'));
  const speech = new FakeSpeechToText();
  await store.put(recording.key, Readable.from(['the bytes']));

  const events = await handlerOf(store, speech).handle(event, contextOf());

  const [[uploadUrl, bytes] = ['', Buffer.alloc(0)]] = [...speech.uploads];
  expect(String(bytes)).toBe('the bytes');
  expect(events).toEqual([recordingPrepared({ recording, meeting, uploadUrl })]);
});

test('goes on with the first upload, whoever comes again', async () => {
  const store = new FolderObjectStore(join(folder, 'again'));
  const speech = new FakeSpeechToText();
  await store.put(recording.key, Readable.from(['the bytes']));
  const handle = () => handlerOf(store, speech).handle(event, contextOf());

  const [first, second] = await Promise.all([handle(), handle()]);
  const third = await handle();

  expect(second).toEqual(first);
  expect(third).toEqual(first);
  expect(speech.uploads.size).toBeLessThanOrEqual(2);
});

test('uploads anew for a replay: the provider may have thrown the old upload away', async () => {
  const store = new FolderObjectStore(join(folder, 'replay'));
  const speech = new FakeSpeechToText();
  await store.put(recording.key, Readable.from(['the bytes']));
  const handler = handlerOf(store, speech);

  await handler.handle(event, contextOf());
  await handler.handle({ ...event, generation: 2 }, contextOf());

  expect(speech.uploads.size).toBe(2);
});

test('fails for good when the recording is not there', async () => {
  const store = new FolderObjectStore(join(folder, 'b'));
  await store.check();
  const handler = handlerOf(store, new FakeSpeechToText());

  await expect(handler.handle(event, contextOf())).rejects.toMatchObject({
    code: 'OBJECT_NOT_FOUND',
    retryable: false,
  });
});

test('uploads nothing for a job that was cancelled, and says so', async () => {
  const store = new FolderObjectStore(join(folder, 'cancelled'));
  const speech = new FakeSpeechToText();
  const lines: string[] = [];
  const cancellations = cancellationsIn(store, lines);
  await store.put(recording.key, Readable.from(['the bytes']));
  const handler = new PrepareRecordingHandler(store, speech, cancellations, tracesIn(store, speech));
  await cancellations.add(rootEvent(jobCancelled({}), origin) as JobCancelled);

  expect(await handler.handle(event, contextOf())).toEqual([]);
  expect(speech.uploads.size).toBe(0);
  expect(lines).toEqual(['job was cancelled: its recording is not uploaded']);

  expect(await handler.handle({ ...event, generation: 2 }, contextOf())).toHaveLength(1);
});

test('waits for a store that cannot say whether the job was cancelled', async () => {
  const store = new FolderObjectStore(join(folder, 'away'));
  store.has = () => Promise.reject(new AppError('STORAGE_UNAVAILABLE', 'the disk is gone'));
  const speech = new FakeSpeechToText();

  await expect(handlerOf(store, speech).handle(event, contextOf())).rejects.toMatchObject({
    code: 'STORAGE_UNAVAILABLE',
  });
  expect(speech.uploads.size).toBe(0);
});

function handlerOf(store: ObjectStore, speech: FakeSpeechToText): PrepareRecordingHandler {
  return new PrepareRecordingHandler(store, speech, cancellationsIn(store), tracesIn(store, speech));
}
