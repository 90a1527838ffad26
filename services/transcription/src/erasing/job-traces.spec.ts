import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { AppError } from '@meeting-intelligence/errors';
import { defer } from '@meeting-intelligence/messaging';
import { FolderObjectStore } from '@meeting-intelligence/storage';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { tracesIn } from '../../test/handler-context.js';
import { FakeSpeechToText } from '../adapters/fake-speech-to-text.js';

const { signal } = new AbortController();
const uploadUrl = 'https://fake.example/upload/1';
const later = defer(10_000, null);
let folder: string;
let store: FolderObjectStore;
let speech: FakeSpeechToText;
let lines: string[];
let event: { subject: string; time: string };

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'traces-'));
  store = new FolderObjectStore(folder);
  await store.check();
  speech = new FakeSpeechToText();
  lines = [];
  event = { subject: randomUUID(), time: new Date().toISOString() };
});
afterEach(() => rm(folder, { recursive: true }));

const traces = () => tracesIn(store, speech, { lines });
const put = (key: string, content: string) => store.put(key, Readable.from([content]));
const submit = () => speech.submit({ uploadUrl, language: null, speakersExpected: null, terms: [] }, signal);

async function keys(): Promise<string[]> {
  const found: string[] = [];
  for await (const { key } of store.list('')) found.push(key);
  return found.sort();
}

test('deletes what is kept of all generations of the job, here and at the provider, and of no other job', async () => {
  const [first, second, other] = [await submit(), await submit(), await submit()];
  const another = randomUUID();
  await put(`submissions/${event.subject}/1/1`, JSON.stringify({ until: 0 }));
  await put(`submissions/${event.subject}/1/2`, JSON.stringify({ providerJobId: first }));
  await put(`submissions/${event.subject}/2/1`, JSON.stringify({ providerJobId: second }));
  await put(`submissions/${another}/1/1`, JSON.stringify({ providerJobId: other }));
  for (const generation of [1, 2])
    await put(`uploads/${event.subject}/${generation}`, 'https://fake.example/u');
  await put(`cancelled/transcription/${event.subject}/1`, 'when');

  expect(await traces().erase(event, signal)).toEqual([]);

  expect([...speech.submissions.keys()]).toEqual([other]);
  expect(await keys()).toEqual([`erased/${event.subject}`, `submissions/${another}/1/1`]);
});

test('finds by its upload what a process submitted that did not live to write it down', async () => {
  await put(`uploads/${event.subject}/1`, uploadUrl);
  await put(`submissions/${event.subject}/1/1`, JSON.stringify({ until: 0 }));
  await submit();

  expect(await traces().erase(event, signal)).toEqual([]);

  expect(speech.submissions.size).toBe(0);
});

test('comes back later while the job is being submitted', async () => {
  const turn = `submissions/${event.subject}/1/1`;
  await put(turn, JSON.stringify({ until: Date.now() + 60_000 }));

  expect(await traces().erase(event, signal)).toEqual(later);
  expect(await keys()).toContain(turn);

  await put(turn, JSON.stringify({ providerJobId: await submit() }));
  expect(await traces().erase(event, signal)).toEqual([]);
  expect(speech.submissions.size).toBe(0);
});

test('comes back later while the provider is at work, and gives up when that has no end', async () => {
  await put(`submissions/${event.subject}/1/1`, JSON.stringify({ providerJobId: await submit() }));
  speech.answers = [{ status: 'running' }, { status: 'running' }];

  expect(await traces().erase(event, signal)).toEqual(later);
  const impatient = tracesIn(store, speech, { timeoutMs: -1 });
  await expect(impatient.erase(event, signal)).rejects.toMatchObject({ code: 'TRANSCRIPTION_TIMEOUT' });

  expect(await traces().erase(event, signal)).toEqual([]);
  expect(speech.submissions.size).toBe(0);
});

test('keeps what is needed to try again while the provider is away, and lets nobody go on with the job', async () => {
  const away = new AppError('SPEECH_PROVIDER_UNAVAILABLE', 'the speech provider answered 503');
  await put(`submissions/${event.subject}/1/1`, JSON.stringify({ providerJobId: await submit() }));
  speech.failures = [away];

  await expect(traces().erase(event, signal)).rejects.toBe(away);

  expect(await keys()).toEqual([`erased/${event.subject}`, `submissions/${event.subject}/1/1`]);
  expect(await traces().leaveAside(event, 'its recording is not uploaded', signal)).toEqual([]);
  expect(lines).toEqual(['job was erased: its recording is not uploaded']);
  expect(speech.submissions.size).toBe(0);
});

test('has nothing to say of a job that was not erased', async () => {
  expect(await traces().leaveAside(event, 'nothing', signal)).toBeUndefined();
  expect(await keys()).toEqual([]);
});

test('an event that tells of work nobody wrote down has that deleted, too', async () => {
  const unknown = await submit();
  await traces().erase(event, signal);

  expect(await traces().leaveAside(event, 'its transcription is discarded', signal, unknown)).toEqual([]);

  expect(speech.submissions.size).toBe(0);
});
