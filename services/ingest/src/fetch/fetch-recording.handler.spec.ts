import { randomUUID } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import {
  jobCancelled,
  jobSubmitted,
  recordingRequested,
  stageFailed,
  transcriptCreated,
  type Envelope,
  type RecordingRequested,
} from '@meeting-intelligence/contracts';
import { AppError } from '@meeting-intelligence/errors';
import { KeyRing } from '@meeting-intelligence/key-ring';
import { InMemoryEventBus, InMemoryInbox, InMemoryOutbox } from '@meeting-intelligence/messaging';
import { FolderObjectStore } from '@meeting-intelligence/storage';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { eventOf, record } from '../../test/a-job.js';
import { InMemoryJobLedger } from '../adapters/in-memory-job-ledger.js';
import { stateOf } from '../job-state.js';
import { stepOf } from '../job-step.js';
import { recordingKey } from '../recording-key.js';
import { FetchRecordingHandler } from './fetch-recording.handler.js';
import { FetchedRecordings } from './fetched-recordings.js';
import { giveUpRecording } from './give-up-recording.js';
import { RecordingSource, type FoundRecording } from './recording-source.js';
import { RequestRecording } from './request-recording.js';

const sample = join(import.meta.dirname, '../../../../samples/planning-meeting.ogg');
const keys = KeyRing.parse(`k1:${Buffer.alloc(32, 1).toString('base64')}`);
const { meeting } = recordingRequested.schema.parse(recordingRequested.example);
const recordingUrl = 'https://media.cms.example/hidden/planning.ogg?key=hidden';

/** Gives the sample, once `meanwhile` has happened. */
class FakeRecordingSource extends RecordingSource {
  asked = 0;
  meanwhile: () => Promise<unknown> = () => Promise.resolve();
  content = async () => Readable.from([await readFile(sample)]);

  async open(): Promise<FoundRecording> {
    this.asked += 1;
    await this.meanwhile();
    return { content: await this.content(), filename: 'planning.ogg' };
  }
}

let bus: InMemoryEventBus;
let ledger: InMemoryJobLedger;
let store: FolderObjectStore;
let folder: string;
let source: FakeRecordingSource;
let id: string;
let event: RecordingRequested;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'fetch-'));
  bus = new InMemoryEventBus();
  ledger = new InMemoryJobLedger();
  store = new FolderObjectStore(folder);
  source = new FakeRecordingSource();
  id = randomUUID();
  const webhook = { url: 'https://cms.example/hidden', secret: 'a-secret-of-the-cms' };
  await new RequestRecording(ledger, new InMemoryOutbox(bus), keys).request(id, 'cms', {
    recordingUrl,
    meeting,
    webhook,
  });
  event = bus.published[0] as RecordingRequested;
});
afterEach(() => rm(folder, { recursive: true }));

const handle = () => {
  const inbox = new InMemoryInbox(bus, 'ingest');
  const handler = new FetchRecordingHandler(
    ...([inbox, new InMemoryOutbox(bus), ledger, new FetchedRecordings(source, store)] as const),
  );
  const context = {
    signal: new AbortController().signal,
    attempt: 1,
    isLastAttempt: false,
    checkpoint: undefined,
  };
  return handler.handle(event, context);
};
const submissions = () => bus.published.filter(({ type }) => type === jobSubmitted.type);
const stepNow = async () => stepOf((await ledger.find(id))!.progress.facts);

test('a job without its recording is pending, and says neither where it is nor a secret in its history', async () => {
  expect(stateOf((await ledger.find(id))!.progress)).toMatchObject({ status: 'pending', stage: null });
  expect(await stepNow()).toBe('requested');
  expect(ledger.history(id)).toMatchObject([
    {
      type: recordingRequested.type,
      summary: { recording_host: 'media.cms.example', webhook_host: 'cms.example' },
    },
  ]);
  expect(JSON.stringify(ledger.history(id))).not.toMatch(/hidden|a-secret/);
  expect(JSON.stringify(event)).not.toContain('a-secret');
});

test('with its recording the job is one like those that came with it', async () => {
  expect(await handle()).toEqual([]);

  const recording = {
    key: recordingKey(id),
    filename: 'planning.ogg',
    contentType: expect.stringMatching(/^audio\/ogg/) as string,
    sizeBytes: (await readFile(sample)).length,
  };
  const [submitted] = submissions() as [Envelope];
  expect(submitted).toMatchObject({
    ...{ subject: id, owner: 'cms', generation: 1, source: 'ingest', causationid: event.id },
    data: { recording, meeting, webhook: event.data.webhook },
  });
  expect(await ledger.find(id)).toMatchObject({ recording });
  expect(await stepNow()).toBe('accepted');
  expect(ledger.history(id)[1]).toMatchObject({ type: jobSubmitted.type, eventId: submitted.id });
  expect(await store.has(recordingKey(id))).toBe(true);
});

test('an event that comes twice is fetched for once', async () => {
  await handle();
  await handle();

  expect(source.asked).toBe(1);
  expect(submissions()).toHaveLength(1);
});

test('of two deliveries at the same time one counts, and its recording stays', async () => {
  await Promise.all([handle(), handle()]);

  expect(submissions()).toHaveLength(1);
  expect(await store.has(recordingKey(id))).toBe(true);
});

test('a URL that is good for one request only fails no job that another delivery has got the recording of', async () => {
  const late = Promise.withResolvers<void>();
  const started = Promise.withResolvers<void>();
  source.meanwhile = () => {
    started.resolve();
    return late.promise;
  };
  const duplicate = handle();
  await started.promise;
  source.meanwhile = () => Promise.resolve();
  await handle();

  late.reject(new AppError('RECORDING_URL_REJECTED', 'its answer is 403'));

  expect(await duplicate).toEqual([]);
  expect(submissions()).toHaveLength(1);
  expect(await store.has(recordingKey(id))).toBe(true);
});

test('a recording that cannot be got fails no job that ended meanwhile', async () => {
  source.meanwhile = async () => {
    await record(ledger, eventOf(jobCancelled, id));
    throw new AppError('RECORDING_URL_REJECTED', 'its answer is 403');
  };

  expect(await handle()).toEqual([]);
});

test('a replay after the job has failed is a generation of its own', async () => {
  await record(ledger, eventOf(stageFailed, id));
  event = { ...event, id: randomUUID(), generation: 2 };

  await handle();
  await handle();

  expect(submissions()).toMatchObject([{ generation: 2, causationid: event.id }]);
  expect(stateOf((await ledger.find(id))!.progress)).toMatchObject({ status: 'processing', error: null });
  expect(await ledger.find(id)).toMatchObject({
    progress: { generation: 2 },
    recording: { filename: 'planning.ogg' },
  });
  expect(ledger.history(id).map(({ type, generation }) => [type, generation])).toEqual([
    [recordingRequested.type, 1],
    [stageFailed.type, 1],
    [recordingRequested.type, 2],
    [jobSubmitted.type, 2],
  ]);
});

test('what is left of an older generation is not fetched', async () => {
  await record(ledger, eventOf(transcriptCreated, id, { generation: 2 }));

  await handle();

  expect(source.asked).toBe(0);
});

test('is not fetched for a job that has ended', async () => {
  await record(ledger, eventOf(jobCancelled, id));

  await handle();

  expect(source.asked).toBe(0);
});

test('what arrives for a job that ended meanwhile is thrown away', async () => {
  source.meanwhile = () => record(ledger, eventOf(jobCancelled, id));

  await handle();

  expect(submissions()).toEqual([]);
  expect(await store.has(recordingKey(id))).toBe(false);
});

test('what is neither audio nor video, or empty, is refused for good and not kept', async () => {
  for (const [content, code] of [
    ['<html>please log in</html>', 'RECORDING_NOT_MEDIA'],
    ['', 'RECORDING_EMPTY'],
  ]) {
    source.content = () => Promise.resolve(Readable.from([Buffer.from(content!)]));

    await expect(handle()).rejects.toMatchObject({ code, retryable: false });
  }
  expect(await store.has(recordingKey(id))).toBe(false);
  expect(await stepNow()).toBe('requested');
});

test('a server that stops in the middle leaves nothing, and the next attempt starts anew', async () => {
  const broken = new AppError('RECORDING_URL_UNREACHABLE', 'it stopped');
  source.content = async () => Readable.from(stoppingWith(broken));
  await expect(handle()).rejects.toBe(broken);
  expect(await store.has(recordingKey(id))).toBe(false);

  source.content = async () => Readable.from([await readFile(sample)]);
  await handle();

  expect(submissions()).toHaveLength(1);
});

test('a recording that is given up is a stage that failed; another event that is given up is not', () => {
  const failure = new AppError('RECORDING_URL_REJECTED', 'its answer is 404');
  const error = { code: failure.code, message: failure.message, retryable: false, stage: 'transcription' };

  expect(giveUpRecording(event, failure)).toEqual([{ type: stageFailed.type, data: { error } }]);
  expect(giveUpRecording(event, new AppError('UNEXPECTED', 'x is not a function'))).not.toMatchObject([
    { data: { error: { message: 'x is not a function' } } },
  ]);
  expect(giveUpRecording(eventOf(transcriptCreated, id), failure)).toEqual([]);
});

async function* stoppingWith(error: Error) {
  yield (await readFile(sample)).subarray(0, 10_000);
  throw error;
}
