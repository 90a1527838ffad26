/** The whole service on the in-memory bus, talking over HTTP to a provider that says what each test tells it to. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { loadConfig } from '@meeting-intelligence/config';
import { jobSubmitted } from '@meeting-intelligence/contracts';
import { InMemoryEventBus, rootEvent } from '@meeting-intelligence/messaging';
import { createService, type RunningService } from '@meeting-intelligence/service';
import { FolderObjectStore } from '@meeting-intelligence/storage';
import { createLogger } from '@meeting-intelligence/telemetry';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { transcriptionService } from '../src/transcription.module.js';
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
  const config = loadConfig(transcriptionService.fields, {
    AMQP_URL: 'amqp://unused',
    STORAGE_URL: `file://${folder}`,
    HEALTH_PORT: '0',
    ASSEMBLYAI_API_KEY: secretKey,
    ASSEMBLYAI_BASE_URL: await provider.start(),
    SPEECH_TIMEOUT_MS: '2000',
  });
  log = [];
  const logger = createLogger({ name: 'transcription', version: '0' }, 'debug', {
    write: (line) => void log.push(line),
  });
  service = await createService(transcriptionService, config, { bus, store, logger });
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
  expect(publishedTypes()).not.toContain('job.failed.v1');
  expect(publishedTypes()).toContain('transcript.created.v1');
});

test('gets over a provider that is away for a while, in each step', async () => {
  const busy = { status: 503, body: 'busy' };
  for (const [path, answers] of Object.entries(provider.answers)) provider.answers[path] = [busy, ...answers];

  await submitJob();

  expect(publishedTypes().at(-1)).toBe('transcript.created.v1');
  expect(publishedTypes()).not.toContain('job.failed.v1');
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

test('fails the job once, when the provider stays away', async () => {
  provider.answers['POST /v2/upload'] = [{ status: 500, body: '' }];

  await submitJob();

  expect(publishedTypes()).toEqual(['job.submitted.v1', 'job.failed.v1']);
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

test('fails the job at once when the key is wrong, and tells nobody the key', async () => {
  provider.answers['POST /v2/upload'] = [{ status: 401, body: { error: `wrong key ${secretKey}` } }];

  await submitJob();

  expect(publishedTypes()).toEqual(['job.submitted.v1', 'job.failed.v1']);
  expect(requests('POST /v2/upload')).toHaveLength(1);
  const everything = JSON.stringify([bus.published, bus.deadLetters('transcription.job.submitted.v1'), log]);
  expect(everything).not.toContain(secretKey);
});

test('fails the job in the words of the provider when the audio is unreadable', async () => {
  provider.answers['GET /v2/transcript/tr_1'] = [
    { body: { id: 'tr_1', status: 'error', error: 'no audio stream' } },
  ];

  await submitJob();

  expect(bus.published.at(-1)).toMatchObject({
    type: 'job.failed.v1',
    data: { error: { code: 'AUDIO_UNREADABLE', message: expect.stringContaining('no audio stream') } },
  });
});

test('logs no word that was said', async () => {
  await submitJob();

  expect(log.join('')).toContain('handled');
  expect(log.join('')).not.toContain('Robert');
});

async function submitJob(): Promise<void> {
  await bus.publish([rootEvent(jobSubmitted(jobSubmitted.example), origin())]);
  await bus.idle();
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
