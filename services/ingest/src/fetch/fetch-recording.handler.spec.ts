import { randomUUID } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
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
import { Deferral, InMemoryEventBus, InMemoryInbox, InMemoryOutbox } from '@meeting-intelligence/messaging';
import { FolderObjectStore } from '@meeting-intelligence/storage';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { eventOf, record } from '../../test/a-job.js';
import { FakeMedia } from '../../test/fake-media.js';
import { FreeSpace } from '../limits/free-space.js';
import { InMemoryFetchLeases } from './adapters/in-memory-fetch-leases.js';
import { InMemoryJobLedger } from '../adapters/in-memory-job-ledger.js';
import { stateOf } from '../job-state.js';
import { stepOf } from '../job-step.js';
import { FetchRecordingHandler } from './fetch-recording.handler.js';
import { FetchTurns } from './fetch-turns.js';
import { FetchedRecordings } from './fetched-recordings.js';
import { RecordingSource, type Continuation, type FoundRecording } from './recording-source.js';
import { JobOrders } from '../opening/job-orders.js';
import { OpenJobs } from '../opening/open-jobs.js';
import { RequestRecording } from './request-recording.js';

const sample = join(import.meta.dirname, '../../../../samples/planning-meeting.ogg');
const keys = KeyRing.parse(`k1:${Buffer.alloc(32, 1).toString('base64')}`);
const { meeting } = recordingRequested.schema.parse(recordingRequested.example);
const recordingUrl = 'https://media.cms.example/hidden/planning.ogg?key=hidden';

/** Gives the sample, once `meanwhile` has happened. */
class FakeRecordingSource extends RecordingSource {
  asked = 0;
  version: string | undefined;
  meanwhile: () => Promise<unknown> = () => Promise.resolve();
  content = async () => Readable.from([await readFile(sample)]);
  /** Where it can go on. */
  rest?: (offset: number) => Promise<Readable>;

  async open(_url: string, _signal: AbortSignal, from?: Continuation): Promise<FoundRecording> {
    this.asked += 1;
    await this.meanwhile();
    const offset = this.rest && from ? from.offset : 0;
    const content = offset > 0 ? await this.rest!(offset) : await this.content();
    return { content, filename: 'planning.ogg', offset, version: this.version, totalBytes: undefined };
  }
}

let bus: InMemoryEventBus;
let ledger: InMemoryJobLedger;
let store: FolderObjectStore;
let folder: string;
let source: FakeRecordingSource;
let leases: InMemoryFetchLeases;
let inbox: InMemoryInbox;
let id: string;
let event: RecordingRequested;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'fetch-'));
  bus = new InMemoryEventBus();
  ledger = new InMemoryJobLedger();
  store = new FolderObjectStore(folder);
  source = new FakeRecordingSource();
  leases = new InMemoryFetchLeases();
  inbox = new InMemoryInbox(bus, 'ingest');
  id = randomUUID();
  const webhook = { url: 'https://cms.example/hidden', secret: 'a-secret-of-the-cms' };
  const opening = new OpenJobs(ledger, new InMemoryOutbox(bus), new JobOrders(keys));
  const data = { recordingUrl, meeting, webhook };
  await new RequestRecording(ledger, opening).request(id, 'cms', data);
  event = bus.published[0] as RecordingRequested;
});
afterEach(() => rm(folder, { recursive: true }));

const limits = { forMs: 1_000, atMostMs: 1_000, worthKeepingBytes: 1_000, roomStepBytes: 1_000_000 };
const space = new FreeSpace({ freeBytes: () => Promise.resolve(undefined) }, 0);
/** By another process where it is given leases of its own: the other's ended, though it still works. */
const handle = (from = leases, checkpoint?: unknown) => {
  const turns = new FetchTurns(from, ledger, { ownersShare: 1, leaseMs: 60_000 });
  const files = { store, space, media: new FakeMedia() };
  const recordings = new FetchedRecordings(source, files, limits);
  const handler = new FetchRecordingHandler(inbox, new InMemoryOutbox(bus), ledger, recordings, turns);
  const { signal } = new AbortController();
  return handler.handle(event, { signal, attempt: 1, isLastAttempt: false, checkpoint });
};
/** By way of the message that it waits in. */
const sent = (checkpoint: unknown): unknown => JSON.parse(JSON.stringify(checkpoint));
const keyNow = async () => (await ledger.find(id))!.recording!.key;
const filesLeft = async () => {
  const keys: string[] = [];
  for await (const { key } of store.list('')) keys.push(key);
  return keys;
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
    key: expect.stringMatching(`^fetched/${id}/`) as string,
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
  expect(await filesLeft()).toEqual([await keyNow()]);
});

test('an event that comes twice is fetched for once', async () => {
  await handle();
  await handle();

  expect(source.asked).toBe(1);
  expect(submissions()).toHaveLength(1);
});

test('of two deliveries at the same time one fetches, and the other comes again', async () => {
  const results = await Promise.all([handle(), handle()]);

  expect(results).toContainEqual([]);
  expect(results).toContainEqual(expect.objectContaining({ isUntried: true }));
  expect(source.asked).toBe(1);
  expect(await handle()).toEqual([]);
  expect(source.asked).toBe(1);
  expect(submissions()).toHaveLength(1);
});

test('a URL that is good for one request fails no job while the delivery that made it is still reading', async () => {
  const late = Promise.withResolvers<void>();
  const started = Promise.withResolvers<void>();
  source.meanwhile = () => {
    started.resolve();
    return late.promise;
  };
  const first = handle();
  await started.promise;
  source.meanwhile = () => Promise.reject(new AppError('RECORDING_URL_REJECTED', 'its answer is 403'));

  expect(await handle()).toBeInstanceOf(Deferral);
  late.resolve();

  expect(await first).toEqual([]);
  expect(submissions()).toHaveLength(1);
});

test('of two whose leases did not hold one counts, and the other does not touch its file', async () => {
  const late = Promise.withResolvers<void>();
  const started = Promise.withResolvers<void>();
  source.meanwhile = () => {
    started.resolve();
    return late.promise;
  };
  const duplicate = handle();
  await started.promise;
  source.meanwhile = () => Promise.resolve();
  await handle(new InMemoryFetchLeases());
  source.content = async () => Readable.from([await readFile(sample), Buffer.from('changed since')]);

  late.resolve();

  expect(await duplicate).toEqual([]);
  expect(submissions()).toHaveLength(1);
  expect(await filesLeft()).toEqual([await keyNow()]);
  const { sizeBytes } = (await ledger.find(id))!.recording!;
  expect((await buffer(await store.get(await keyNow()))).length).toBe(sizeBytes);
});

test('one whose lease did not hold fails no job that another delivery has got the recording of', async () => {
  const late = Promise.withResolvers<void>();
  const started = Promise.withResolvers<void>();
  source.meanwhile = () => {
    started.resolve();
    return late.promise;
  };
  const duplicate = handle();
  await started.promise;
  source.meanwhile = () => Promise.resolve();
  await handle(new InMemoryFetchLeases());

  late.reject(new AppError('RECORDING_URL_REJECTED', 'its answer is 403'));

  expect(await duplicate).toEqual([]);
  expect(submissions()).toHaveLength(1);
  expect(await store.has(await keyNow())).toBe(true);
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
  expect(stateOf((await ledger.find(id))!.progress)).toMatchObject({ status: 'pending', error: null });
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
  expect(await filesLeft()).toEqual([]);
});

test('between two parts the event waits with what is here, and a job that ends meanwhile leaves nothing', async () => {
  const broken = new AppError('RECORDING_URL_UNREACHABLE', 'it stopped');
  source.content = async () => Readable.from(stoppingWith(broken));
  source.version = '"v1"';
  const waiting = (await handle()) as Deferral;
  expect(waiting).toMatchObject({ isUntried: false, checkpoint: { version: '"v1"' } });
  expect(await filesLeft()).toHaveLength(1);

  await record(ledger, eventOf(jobCancelled, id));

  expect(await handle(leases, waiting.checkpoint)).toEqual([]);
  expect(await filesLeft()).toEqual([]);
});

test('a recording that came in parts while the database is away is committed when it is back, and not asked for again', async () => {
  source.content = async () =>
    Readable.from(stoppingWith(new AppError('RECORDING_URL_UNREACHABLE', 'it stopped')));
  source.version = '"v1"';
  const { checkpoint } = (await handle()) as Deferral;
  source.rest = async (offset) => Readable.from([(await readFile(sample)).subarray(offset)]);
  const away = new AppError('DATABASE_UNAVAILABLE', 'away');
  vi.spyOn(inbox, 'once').mockRejectedValueOnce(away);
  const find = ledger.find.bind(ledger);
  vi.spyOn(ledger, 'find').mockImplementation(async (jobId) => {
    if (source.asked > 1) throw away;
    return find(jobId);
  });
  const failure = await handle(leases, sent(checkpoint)).catch((error: unknown) => error);
  expect(failure).toMatchObject({ code: 'DATABASE_UNAVAILABLE', retryable: true });
  vi.restoreAllMocks();
  source.meanwhile = () => Promise.reject(new AppError('RECORDING_URL_REJECTED', 'its answer is 403'));

  expect(await handle(leases, sent((failure as AppError).checkpoint))).toEqual([]);

  expect(submissions()).toHaveLength(1);
  expect(await filesLeft()).toEqual([await keyNow()]);
  expect((await buffer(await store.get(await keyNow()))).equals(await readFile(sample))).toBe(true);
});

test('the recording of a job is not thrown away where the answer to its commit was lost', async () => {
  const once = inbox.once.bind(inbox);
  const lost = new AppError('DATABASE_UNAVAILABLE', 'away');
  vi.spyOn(inbox, 'once').mockImplementationOnce((...given) =>
    once(...given).then(() => Promise.reject(lost)),
  );

  expect(await handle()).toEqual([]);
  expect(await filesLeft()).toEqual([await keyNow()]);
});

test('what is neither audio nor video, or empty, is refused for good and not kept', async () => {
  for (const [content, code] of [
    ['<html>please log in</html>', 'RECORDING_NOT_MEDIA'],
    ['', 'RECORDING_EMPTY'],
  ]) {
    source.content = () => Promise.resolve(Readable.from([Buffer.from(content!)]));

    await expect(handle()).rejects.toMatchObject({ code, retryable: false });
  }
  expect(await filesLeft()).toEqual([]);
  expect(await stepNow()).toBe('requested');
});

test('a server that stops in the middle leaves nothing, and the next attempt starts anew', async () => {
  const broken = new AppError('RECORDING_URL_UNREACHABLE', 'it stopped');
  source.content = async () => Readable.from(stoppingWith(broken));
  await expect(handle()).rejects.toBe(broken);
  expect(await filesLeft()).toEqual([]);

  source.content = async () => Readable.from([await readFile(sample)]);
  await handle();

  expect(submissions()).toHaveLength(1);
});

async function* stoppingWith(error: Error) {
  yield (await readFile(sample)).subarray(0, 10_000);
  throw error;
}
