/** The whole service on the in-memory bus, talking over HTTP to a provider that says what each test tells it to. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { loadConfig } from '@meeting-intelligence/config';
import {
  jobCancelled,
  jobErased,
  jobSubmitted,
  recordingPrepared,
  transcriptionSubmitted,
} from '@meeting-intelligence/contracts';
import { InMemoryEventBus, rootEvent } from '@meeting-intelligence/messaging';
import { createService, type RunningService } from '@meeting-intelligence/service';
import { FolderObjectStore } from '@meeting-intelligence/storage';
import { createLogger } from '@meeting-intelligence/telemetry';
import { eventually } from '@meeting-intelligence/testing';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { transcriptionService } from '../src/transcription.module.js';
import { storedKeys } from './handler-context.js';
import { ProviderDouble } from './provider-double.js';

const secretKey = 'a-secret-key';
const { recording } = jobSubmitted.example;
const completed = {
  id: 'tr_1',
  status: 'completed',
  speech_model_used: 'universal-2',
  language_code: 'en_us',
  audio_duration: 4,
  confidence: 0.9,
  text: 'This is Robert, I mean it.',
  utterances: [
    { speaker: 'A', start: 0, end: 900, confidence: 0.9, text: 'This is Robert, I mean it.', words: [] },
  ],
};

let folder: string;
let bus: InMemoryEventBus;
let provider: ProviderDouble;
let service: RunningService;
let log: string[];
let providerUrl: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'transcription-'));
  const store = new FolderObjectStore(folder);
  await store.put(recording.key, Readable.from(['the bytes']));
  bus = new InMemoryEventBus();
  provider = new ProviderDouble();
  provider.answers = {
    'POST /v2/upload': [{ body: { upload_url: 'https://cdn.example/upload/1' } }],
    'GET /v2/transcript': [{ body: { page_details: {}, transcripts: [] } }],
    'POST /v2/transcript': [{ body: { id: 'tr_1', status: 'queued' } }],
    'GET /v2/transcript/tr_1': [{ body: { id: 'tr_1', status: 'processing' } }, { body: completed }],
  };
  providerUrl = await provider.start();
  log = [];
  service = await start({});
});
afterEach(async () => {
  await service.stop();
  await provider.stop();
  await rm(folder, { recursive: true });
});

test('takes a recording to its transcript, and pays once', async () => {
  await submitJob();

  expect(publishedTypes()).toEqual([
    'job.submitted.v1',
    'recording.prepared.v1',
    'transcription.submitted.v1',
    'transcript.created.v1',
  ]);
  expect(bus.published.at(-1)?.data).toMatchObject({
    transcript: { segments: [{ id: 's1', speaker: 'A', text: 'This is Robert, I mean it.' }] },
    engine: { provider: 'assemblyai', model: 'universal-2' },
  });
  expect(requests('POST /v2/transcript')).toHaveLength(1);
  expect(requests('POST /v2/upload')[0]?.body).toBe('the bytes');
});

test('sends what is hard to recognise, and nothing of the kind for a build that knew no options', async () => {
  const { meeting } = jobSubmitted.example;
  await submitJob();
  await submitJob({ ...meeting, vocabulary: undefined, speakerNames: undefined });

  const sent = requests('POST /v2/transcript').map(({ body }) => JSON.parse(body) as Record<string, unknown>);
  expect(sent.map(({ keyterms_prompt }) => keyterms_prompt)).toEqual([['Kubernetes', 'Robert'], undefined]);
});

test('pays once for a job that is submitted twice, at once and again later', async () => {
  // Another URL for every upload, as the provider gives them.
  provider.answers['POST /v2/upload'] = ['1', '2', '3'].map((number) => ({
    body: { upload_url: `https://cdn.example/upload/${number}` },
  }));
  provider.answers['GET /v2/transcript/tr_1'] = [{ body: completed }];
  const event = rootEvent(jobSubmitted(jobSubmitted.example), origin());

  await bus.publish([event, event]);
  await bus.idle();
  await bus.publish([event]);
  await bus.idle();

  expect(requests('POST /v2/transcript')).toHaveLength(1);
  expect(publishedTypes()).not.toContain('stage.failed.v1');
  expect(publishedTypes()).toContain('transcript.created.v1');
});

test('gets over a provider that is away for a while, in each step', async () => {
  const busy = { status: 503, body: 'busy' };
  for (const [path, answers] of Object.entries(provider.answers)) provider.answers[path] = [busy, ...answers];

  await submitJob();

  expect(publishedTypes().at(-1)).toBe('transcript.created.v1');
  expect(publishedTypes()).not.toContain('stage.failed.v1');
});

test('adopts a submission whose answer was lost', async () => {
  const created = new Date().toISOString();
  const transcripts = [{ id: 'tr_1', audio_url: 'https://cdn.example/upload/1', status: 'queued', created }];
  const list = provider.answers['GET /v2/transcript'] ?? [];
  provider.answers['GET /v2/transcript'] = [...list, { body: { page_details: {}, transcripts } }];
  provider.answers['POST /v2/transcript'] = [{ body: '{"id": "tr_' }];

  await submitJob();

  expect(publishedTypes().at(-1)).toBe('transcript.created.v1');
  expect(requests('POST /v2/transcript')).toHaveLength(1);
});

test('fails the stage once, when the provider fails for one recording only', async () => {
  provider.answers['POST /v2/upload'] = [{ status: 500, body: '' }];

  await submitJob();

  expect(publishedTypes()).toEqual(['job.submitted.v1', 'stage.failed.v1']);
  expect(bus.published.at(-1)?.data).toEqual({
    error: {
      code: 'SPEECH_PROVIDER_UNAVAILABLE',
      message: 'the speech provider answered 500',
      retryable: true,
      stage: 'transcription',
    },
  });
  expect(requests('POST /v2/upload')).toHaveLength(4);
  expect(bus.deadLetters('transcription.job.submitted.v1')).toHaveLength(1);
});

test('fails the stage at once when the key is wrong, and tells nobody the key', async () => {
  provider.answers['POST /v2/upload'] = [{ status: 401, body: { error: `wrong key ${secretKey}` } }];

  await submitJob();

  expect(publishedTypes()).toEqual(['job.submitted.v1', 'stage.failed.v1']);
  expect(requests('POST /v2/upload')).toHaveLength(1);
  const everything = JSON.stringify([bus.published, bus.deadLetters('transcription.job.submitted.v1'), log]);
  expect(everything).not.toContain(secretKey);
});

test('fails the stage in the words of the provider when the audio is unreadable', async () => {
  provider.answers['GET /v2/transcript/tr_1'] = [
    { body: { id: 'tr_1', status: 'error', error: 'no audio stream' } },
  ];

  await submitJob();

  expect(bus.published.at(-1)).toMatchObject({
    type: 'stage.failed.v1',
    data: { error: { code: 'AUDIO_UNREADABLE', message: expect.stringContaining('no audio stream') } },
  });
});

test('parks the work of all jobs while the provider is away, and spends no attempt on it', async () => {
  const busy = { status: 503, body: 'busy' };
  const upload = { body: { upload_url: 'https://cdn.example/upload/1' } };
  // Eight jobs with three retries each would be through with them.
  provider.answers['POST /v2/upload'] = [...Array.from({ length: 40 }, () => busy), upload];
  provider.answers['GET /v2/transcript/tr_1'] = [{ body: completed }];

  await bus.publish(Array.from({ length: 8 }, () => submitted()));
  await bus.idle();

  expect(publishedTypes().filter((type) => type === 'transcript.created.v1')).toHaveLength(8);
  expect(publishedTypes()).not.toContain('stage.failed.v1');
  expect(bus.deadLetters('transcription.job.submitted.v1')).toEqual([]);
  expect(log.filter((line) => line.includes('the speech provider is away, 5 failures'))).toHaveLength(1);
  expect(log.filter((line) => line.includes('the speech provider is back'))).toHaveLength(1);
});

test('sees an outage in a provider that takes a recording and never answers', async () => {
  provider.answers['POST /v2/transcript'] = [{ body: undefined }];
  await service.stop();
  bus = new InMemoryEventBus();
  service = await start({ SPEECH_TIMEOUT_MS: '50', BREAKER_FAILURES: '1', BREAKER_PAUSE_MS: '600000' });

  await bus.publish([submitted()]);
  await eventually(() => expect(log.join('')).toContain('the speech provider is away'));

  await service.stop();
  expect(publishedTypes()).not.toContain('stage.failed.v1');
});

test('goes no further with a job that is cancelled while the provider is at work', async () => {
  provider.answers['GET /v2/transcript/tr_1'] = [{ body: { id: 'tr_1', status: 'processing' } }];
  const job = origin();
  await bus.publish([rootEvent(jobSubmitted(jobSubmitted.example), job)]);
  await eventually(() => expect(requests('GET /v2/transcript/tr_1').length).toBeGreaterThan(1));

  await bus.publish([rootEvent(jobCancelled({}), job)]);
  await bus.idle();
  provider.answers['GET /v2/transcript/tr_1'] = [{ body: completed }];
  await bus.publish([rootEvent(jobSubmitted(jobSubmitted.example), job)]);
  await bus.idle();

  expect(publishedTypes()).not.toContain('transcript.created.v1');
  expect(publishedTypes()).not.toContain('stage.failed.v1');
  expect(requests('POST /v2/upload')).toHaveLength(1);
  expect(log.filter((line) => line.includes('job was cancelled: its transcription'))).toHaveLength(1);
  expect(log.filter((line) => line.includes('job was cancelled: its recording'))).toHaveLength(1);
});

test('takes up a job that was cancelled and is replayed', async () => {
  const job = origin();
  await bus.publish([rootEvent(jobCancelled({}), job)]);
  await bus.idle();

  await bus.publish([rootEvent(jobSubmitted(jobSubmitted.example), { ...job, generation: 2 })]);
  await bus.idle();

  expect(publishedTypes().at(-1)).toBe('transcript.created.v1');
});

test('deletes what it has of an erased job, and has the provider delete what it heard', async () => {
  provider.answers['DELETE /v2/transcript/tr_1'] = [{ status: 503, body: 'busy' }, { body: { id: 'tr_1' } }];
  const job = origin();
  await bus.publish([rootEvent(jobSubmitted(jobSubmitted.example), job)]);
  await bus.idle();
  expect(await storedKeys(folder, job.subject)).toHaveLength(2);

  await bus.publish([rootEvent(jobErased({}), job)]);
  await bus.idle();

  expect(await storedKeys(folder, job.subject)).toEqual([`erased/${job.subject}`]);
  expect(requests('DELETE /v2/transcript/tr_1')).toHaveLength(2);
  expect(bus.deadLetters('transcription.job.erased.v1')).toEqual([]);
});

test('an event of an erased job that comes late, or is replayed, costs nothing and tells nothing', async () => {
  const job = origin();
  await bus.publish([rootEvent(jobErased({}), job)]);
  await bus.idle();
  provider.answers['DELETE /v2/transcript/tr_late'] = [{ body: { id: 'tr_late' } }];
  provider.answers['GET /v2/transcript/tr_late'] = [{ body: { ...completed, id: 'tr_late' } }];
  const late = { ...transcriptionSubmitted.example, providerJobId: 'tr_late' };

  for (const generation of [1, 2])
    await bus.publish([
      rootEvent(jobSubmitted(jobSubmitted.example), { ...job, generation }),
      rootEvent(recordingPrepared(recordingPrepared.example), { ...job, generation }),
    ]);
  await bus.publish([rootEvent(transcriptionSubmitted(late), job)]);
  await bus.idle();

  expect(bus.published.filter(({ source }) => source === 'transcription')).toEqual([]);
  expect(requests('POST /v2/upload')).toEqual([]);
  expect(requests('POST /v2/transcript')).toEqual([]);
  expect(requests('DELETE /v2/transcript/tr_late')).toHaveLength(1);
  expect(await storedKeys(folder, job.subject)).toEqual([`erased/${job.subject}`]);
});

test('a deletion that the provider refuses is a dead letter, and no failed stage', async () => {
  const job = origin();
  await bus.publish([rootEvent(jobSubmitted(jobSubmitted.example), job)]);
  await bus.idle();
  provider.answers['DELETE /v2/transcript/tr_1'] = [{ status: 403, body: { error: 'no' } }];

  await bus.publish([rootEvent(jobErased({}), job)]);
  await bus.idle();

  expect(bus.deadLetters('transcription.job.erased.v1')).toHaveLength(1);
  expect(publishedTypes()).not.toContain('stage.failed.v1');
  // What is needed to try again is kept.
  expect(await storedKeys(folder, job.subject)).toContain(`submissions/${job.subject}/1/1`);
});

test('reports no failed stage when it gives a cancellation up', async () => {
  const event = { ...rootEvent(jobCancelled({}), origin()), data: 'of another shape' };
  bus.inject('transcription.job.cancelled.v1', JSON.stringify(event));
  await bus.idle();

  expect(bus.deadLetters('transcription.job.cancelled.v1')).toHaveLength(1);
  expect(publishedTypes()).toEqual([]);
});

test('gives up a version of an event that it does not know, and handles the next', async () => {
  const tomorrows = { ...submitted(), type: 'job.submitted.v2', dataschema: 'job.submitted.v2.schema.json' };
  bus.inject('transcription.job.submitted.v1', JSON.stringify(tomorrows));
  await submitJob();

  expect(bus.deadLetters('transcription.job.submitted.v1')).toMatchObject([
    {
      headers: {
        'x-dead-reason': 'permanent',
        'x-error-code': 'EVENT_UNKNOWN',
        'x-error-message': expect.stringContaining('job.submitted.v2'),
      },
    },
  ]);
  expect(bus.published.filter(({ subject }) => subject === tomorrows.subject)).toMatchObject([
    { type: 'stage.failed.v1', data: { error: { code: 'EVENT_UNKNOWN', stage: 'transcription' } } },
  ]);
  expect(publishedTypes()).toContain('transcript.created.v1');
});

test('logs no word that was said', async () => {
  await submitJob();

  expect(log.join('')).toContain('handled');
  expect(log.join('')).not.toContain('Robert');
});

async function start(environment: Record<string, string>): Promise<RunningService> {
  const config = loadConfig(transcriptionService.fields, {
    AMQP_URL: 'amqp://unused',
    STORAGE_URL: `file://${folder}`,
    HEALTH_PORT: '0',
    ASSEMBLYAI_API_KEY: secretKey,
    ASSEMBLYAI_BASE_URL: providerUrl,
    SPEECH_TIMEOUT_MS: '2000',
    BREAKER_PAUSE_MS: '20',
    ...environment,
  });
  const logger = createLogger({ name: 'transcription', version: '0' }, 'debug', {
    write: (line) => void log.push(line),
  });
  return createService(transcriptionService, config, { bus, store: new FolderObjectStore(folder), logger });
}

async function submitJob(meeting = jobSubmitted.example.meeting): Promise<void> {
  await bus.publish([submitted(meeting)]);
  await bus.idle();
}

function submitted(meeting = jobSubmitted.example.meeting) {
  return rootEvent(jobSubmitted({ ...jobSubmitted.example, meeting }), origin());
}

function origin() {
  return { source: 'ingest', subject: crypto.randomUUID(), owner: 'cms', generation: 1 };
}

function publishedTypes(): string[] {
  return bus.published.map(({ type }) => type);
}

function requests(route: string) {
  return provider.seen.filter(({ method, url }) => `${method} ${url.split('?')[0]}` === route);
}
