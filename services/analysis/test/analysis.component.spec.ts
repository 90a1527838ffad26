/** The whole service on the in-memory bus, talking over HTTP to a provider that says what each test tells it to. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadConfig } from '@meeting-intelligence/config';
import { analysisCompleted, jobCancelled, jobErased } from '@meeting-intelligence/contracts';
import { InMemoryEventBus, rootEvent } from '@meeting-intelligence/messaging';
import { createService, type RunningService } from '@meeting-intelligence/service';
import { FolderObjectStore } from '@meeting-intelligence/storage';
import { createLogger } from '@meeting-intelligence/telemetry';
import { eventually } from '@meeting-intelligence/testing';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { analysisService } from '../src/analysis.module.js';
import { created, planning } from './meetings.js';
import { chat, ProviderDouble, type Answer } from './provider-double.js';

const secretKey = 'sk-a-secret-key';
const ok = { status: 'ok', reason: null };
const evidence = [{ segment_id: 's4', quote: 'I will write the report' }];
const due = { due_text: 'by Friday', due_date: '2026-11-27' };
const action = {
  task: 'Write the report',
  owner_name: 'Laura',
  owner_label: null,
  ...due,
  confidence: 0.9,
  evidence,
};

let folder: string;
let bus: InMemoryEventBus;
let provider: ProviderDouble;
let service: RunningService;
let log: string[];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'analysis-'));
  bus = new InMemoryEventBus();
  provider = new ProviderDouble();
  provider.chat = {
    speaker_names: [say({ speakers: [{ label: 'B', name: 'Laura', confidence: 0.9, segment_ids: ['s2'] }] })],
    meeting_summary: [say({ summary: 'They planned.', segment_ids: ['s1'] })],
    action_items: [say({ action_items: [action] })],
    decisions: [say({ decisions: [] })],
  };
  const config = loadConfig(analysisService.fields, {
    AMQP_URL: 'amqp://unused',
    STORAGE_URL: `file://${folder}`,
    HEALTH_PORT: '0',
    OPENAI_API_KEY: secretKey,
    OPENAI_BASE_URL: `${await provider.start()}/v1`,
    LANGUAGE_TIMEOUT_MS: '2000',
    BREAKER_PAUSE_MS: '20',
  });
  log = [];
  const logger = createLogger({ name: 'analysis', version: '0' }, 'debug', {
    write: (line) => void log.push(line),
  });
  const store = new FolderObjectStore(folder);
  await store.check();
  service = await createService(analysisService, config, { bus, store, logger });
});
afterEach(async () => {
  await service.stop();
  await provider.stop();
  await rm(folder, { recursive: true });
});

test('takes a transcript to its analysis', async () => {
  const { analysis, artifacts, engine } = await analyse();

  expect(artifacts).toEqual({ speakers: ok, summary: ok, actionItems: ok, decisions: ok });
  expect(analysis).toMatchObject({
    summary: 'They planned.',
    actionItems: [{ task: 'Write the report', owner: 'Laura', ownerLabel: 'B', dueDate: '2026-11-27' }],
  });
  expect(engine).toEqual({ provider: 'openai', model: 'a-model-2026' });
});

test('asks only for what the CMS wants, in the way it wants it', async () => {
  const event = created(planning, { analyses: ['summary'], summaryTemplate: '# In short' });

  await bus.publish([event]);
  await bus.idle();

  const told = bus.published.find(({ type }) => type === analysisCompleted.type);
  const skipped = { status: 'skipped', reason: 'not requested' };
  expect(told?.data).toMatchObject({
    artifacts: { speakers: skipped, summary: ok, actionItems: skipped, decisions: skipped },
  });
  expect(provider.seen).toHaveLength(1);
  expect(provider.seen[0]?.body).toContain('# In short');
});

test('analyses in full what comes from a build that knew no options', async () => {
  const event = created(planning);
  const { title, recordedAt, language, speakersExpected, metadata } = event.data.meeting;
  const meeting = { title, recordedAt, language, speakersExpected, metadata };

  await bus.publish([{ ...event, data: { ...event.data, meeting } }]);
  await bus.idle();

  const told = bus.published.find(({ type }) => type === analysisCompleted.type);
  expect(told?.data).toMatchObject({
    artifacts: { speakers: ok, summary: ok, actionItems: ok, decisions: ok },
  });
});

test('gets over a provider that is away for a while, and pays no part twice', async () => {
  const busy = { status: 503, headers: { 'retry-after': '60' }, body: {} };
  provider.chat.decisions = [busy, busy, say({ decisions: [] })];

  const { artifacts } = await analyse();

  expect(artifacts.decisions).toEqual(ok);
  expect(provider.seen).toHaveLength(3 + 3);
});

test('pays once for a transcript that comes twice, at once and again later', async () => {
  const event = created(planning);

  await bus.publish([event]);
  await bus.idle();
  await bus.publish([event, event]);
  await bus.idle();

  expect(provider.seen).toHaveLength(4);
  const [first, ...others] = bus.published.filter(({ type }) => type === analysisCompleted.type);
  expect(others.map(({ id, data }) => ({ id, data }))).toEqual(
    Array(2).fill({ id: first?.id, data: first?.data }),
  );
});

test('parks all meetings while the provider is away, and calls nothing failed', async () => {
  const { chat: answers } = provider;
  const busy = { status: 503, headers: { 'retry-after-ms': '1' }, body: {} };
  provider.chat = {};
  provider.answers['POST /v1/chat/completions'] = [busy];

  await bus.publish(Array.from({ length: 4 }, () => created(planning)));
  // Four meetings with four attempts at four parts, each asked for twice by the SDK, would be through with 128.
  await eventually(() => expect(provider.seen.length).toBeGreaterThan(140));
  provider.chat = answers;
  await bus.idle();

  const completed = bus.published.filter(({ type }) => type === analysisCompleted.type);
  const artifacts = { speakers: ok, summary: ok, actionItems: ok, decisions: ok };
  expect(completed.map(({ data }) => data)).toMatchObject(Array(4).fill({ artifacts }));
  expect(log.filter((line) => line.includes('the language provider is away, 20 failures'))).toHaveLength(1);
  expect(log.filter((line) => line.includes('the language provider is back'))).toHaveLength(1);
});

test('delivers a meeting that alone makes the provider fail, without its analysis', async () => {
  const fails = { status: 500, headers: { 'retry-after': '60' }, body: {} };
  for (const name of Object.keys(provider.chat)) provider.chat[name] = [fails];

  const { artifacts } = await analyse();

  expect(Object.values(artifacts).map(({ status }) => status)).toEqual(Array(4).fill('failed'));
  expect(provider.seen).toHaveLength(16);
});

test('asks nothing for a job that was cancelled', async () => {
  const event = created(planning);
  await bus.publish([rootEvent(jobCancelled({}), event)]);
  await bus.idle();

  await bus.publish([event]);
  await bus.idle();

  expect(provider.seen).toEqual([]);
  expect(bus.published.map(({ type }) => type)).not.toContain(analysisCompleted.type);
  expect(bus.deadLetters('analysis.transcript.created.v1')).toEqual([]);
  expect(log.filter((line) => line.includes('job was cancelled: its transcript'))).toHaveLength(1);
});

test('deletes the answers that it kept of an erased job, and asks nothing more for it', async () => {
  const event = created(planning);
  await bus.publish([event]);
  await bus.idle();
  expect(await keysOf(event.subject)).toHaveLength(4);

  await bus.publish([rootEvent(jobErased({}), event)]);
  await bus.idle();
  expect(await keysOf(event.subject)).toEqual([`erased/${event.subject}`]);

  await bus.publish([event, { ...event, id: crypto.randomUUID(), generation: 2 }]);
  await bus.idle();
  expect(provider.seen).toHaveLength(4);
  expect(bus.published.filter(({ type }) => type === analysisCompleted.type)).toHaveLength(1);
  expect(await keysOf(event.subject)).toEqual([`erased/${event.subject}`]);
});

test('gives up a version of an event that it does not know, and handles the next', async () => {
  const tomorrows = { ...created(planning), type: 'transcript.created.v2' };
  bus.inject('analysis.transcript.created.v1', JSON.stringify(tomorrows));
  await bus.idle();
  const [reported] = bus.published.splice(0);

  expect(await analyse()).toMatchObject({ artifacts: { summary: ok } });
  expect(reported).toMatchObject({ type: analysisCompleted.type, subject: tomorrows.subject });
  expect(bus.deadLetters('analysis.transcript.created.v1')).toMatchObject([
    {
      headers: {
        'x-dead-reason': 'permanent',
        'x-error-code': 'EVENT_UNKNOWN',
        'x-error-message': expect.stringContaining('transcript.created.v2'),
      },
    },
  ]);
});

test('delivers the rest when one part cannot be had', async () => {
  provider.chat.meeting_summary = [{ status: 500, headers: { 'retry-after': '60' }, body: {} }];
  provider.chat.decisions = [chat(null, { refusal: 'I will not.' })];

  const { analysis, artifacts } = await analyse();

  expect(analysis.summary).toBeNull();
  expect(artifacts).toEqual({
    speakers: ok,
    actionItems: ok,
    summary: {
      status: 'failed',
      reason: 'the language provider answered 500 (LANGUAGE_PROVIDER_UNAVAILABLE)',
    },
    decisions: { status: 'failed', reason: 'the language model refused to answer (LANGUAGE_MODEL_REFUSED)' },
  });
  expect(bus.deadLetters('analysis.transcript.created.v1')).toEqual([]);
});

test('delivers a meeting without analysis when the key is wrong, and tells nobody the key', async () => {
  const wrong = { status: 401, body: { error: { message: `wrong ${secretKey}`, code: 'invalid_api_key' } } };
  for (const name of Object.keys(provider.chat)) provider.chat[name] = [wrong];

  const { artifacts, engine } = await analyse();

  expect(Object.values(artifacts).map(({ status }) => status)).toEqual(Array(4).fill('failed'));
  expect(engine).toBeNull();
  expect(JSON.stringify([bus.published, log])).not.toContain(secretKey);
});

test('logs no word that was said', async () => {
  provider.chat.decisions = [chat('{"decisions": "write the report'), say({ decisions: [] })];
  await analyse();

  expect(log.join('')).toContain('handled');
  expect(log.join('')).not.toMatch(/report|Laura|planned/);
});

async function analyse() {
  await bus.publish([created(planning)]);
  await bus.idle();
  const completed = bus.published.filter(({ type }) => type === analysisCompleted.type);
  expect(completed).toHaveLength(1);
  return analysisCompleted.schema.parse(completed[0]?.data);
}

/** What the store has that names the job. */
async function keysOf(jobId: string): Promise<string[]> {
  const keys: string[] = [];
  for await (const { key } of new FolderObjectStore(folder).list('')) if (key.includes(jobId)) keys.push(key);
  return keys;
}

function say(answer: unknown): Answer {
  return chat(JSON.stringify(answer));
}
