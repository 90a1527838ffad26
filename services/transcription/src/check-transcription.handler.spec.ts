import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  jobCancelled,
  transcriptCreated,
  transcriptionSubmitted,
  type JobCancelled,
  type TranscriptionSubmitted,
} from '@meeting-intelligence/contracts';
import { defer, rootEvent } from '@meeting-intelligence/messaging';
import { FolderObjectStore } from '@meeting-intelligence/storage';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { cancellationsIn, contextOf, tracesIn } from '../test/handler-context.js';
import { FakeSpeechToText } from './adapters/fake-speech-to-text.js';
import { CheckTranscriptionHandler } from './check-transcription.handler.js';
import type { SpokenMeeting } from './speech-to-text.js';

const hour = 3_600_000;
const origin = { source: 'transcription', subject: crypto.randomUUID(), owner: 'cms', generation: 1 };
let folder: string;
let store: FolderObjectStore;
let lines: string[];
let speech: FakeSpeechToText;
let providerJobId: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'transcriptions-'));
});
beforeEach(async () => {
  store = new FolderObjectStore(join(folder, randomUUID()));
  await store.check();
  lines = [];
  speech = new FakeSpeechToText();
  const request = { uploadUrl: 'https://x.example/y', language: null, speakersExpected: null, terms: [] };
  providerJobId = await speech.submit(request, new AbortController().signal);
});

afterAll(() => rm(folder, { recursive: true }));

test('discards what is found completed after the job was cancelled, and looks no more', async () => {
  await cancellationsIn(store).add(rootEvent(jobCancelled({}), origin) as JobCancelled);

  expect(await check(0)).toEqual([]);
  expect(lines).toEqual(['job was cancelled: its transcription is discarded']);
});

test('turns what was said into a transcript', async () => {
  const [created] = (await check(0)) as ReturnType<typeof transcriptCreated>[];

  expect(transcriptCreated.schema.parse(created?.data)).toMatchObject({
    engine: { provider: 'fake', model: 'fake' },
    transcript: {
      language: 'en-US',
      segments: [
        { id: 's1', speaker: 'A' },
        { id: 's2', speaker: 'B' },
      ],
    },
  });
});

test.each([
  [0, 3_000],
  [10_000, 3_000],
  [60_000, 15_000],
  [hour, 30_000],
])('looks again after a quarter of the %i ms passed, between 3 and 30 s', async (elapsedMs, delayMs) => {
  speech.answers = [{ status: 'running' }];

  const deferred = await check(elapsedMs, { checks: 4 });

  expect(deferred).toEqual(defer(expect.closeTo(delayMs, -2) as number, { checks: 5 }));
});

test('stops waiting for a provider that never finishes', async () => {
  speech.answers = [{ status: 'running' }];

  await expect(check(3 * hour + 1_000)).rejects.toMatchObject({
    code: 'TRANSCRIPTION_TIMEOUT',
    retryable: false,
  });
});

test('takes a result that is late over none', async () => {
  await expect(check(5 * hour)).resolves.toHaveLength(1);
});

test('calls the audio unreadable in the words of the provider', async () => {
  speech.answers = [{ status: 'failed', fault: 'recording', reason: 'no audio stream' }];

  await expect(check(0)).rejects.toMatchObject({
    code: 'AUDIO_UNREADABLE',
    retryable: false,
    message: 'the speech provider failed: no audio stream',
  });
});

test('does not blame the audio for what is not its fault', async () => {
  speech.answers = [{ status: 'failed', fault: 'other', reason: 'the model of this language is away' }];

  await expect(check(0)).rejects.toMatchObject({
    code: 'TRANSCRIPTION_FAILED',
    retryable: false,
    message: 'the speech provider failed: the model of this language is away',
  });
});

test.each(['', 'Uh.', '  nine chr '])('calls %j too little', async (text) => {
  speech.answers = [
    { status: 'completed', spoken: spoken(text), engine: { provider: 'fake', model: 'fake' } },
  ];

  await expect(check(0)).rejects.toMatchObject({ code: 'TRANSCRIPT_INSUFFICIENT', retryable: false });
});

test('calls ten characters enough', async () => {
  speech.answers = [
    { status: 'completed', spoken: spoken('Ten chars.'), engine: { provider: 'fake', model: 'fake' } },
  ];

  await expect(check(0)).resolves.toHaveLength(1);
});

function check(elapsedMs: number, checkpoint?: unknown) {
  const submittedAt = new Date(Date.now() - elapsedMs).toISOString();
  const data = { ...transcriptionSubmitted.example, providerJobId, submittedAt };
  const event = rootEvent(transcriptionSubmitted(data), origin) as TranscriptionSubmitted;
  const cancellations = cancellationsIn(store, lines);
  return new CheckTranscriptionHandler(speech, cancellations, tracesIn(store, speech), 3 * hour).handle(
    event,
    contextOf({ checkpoint }),
  );
}

function spoken(text: string): SpokenMeeting {
  return { language: 'en', durationMs: 1_000, confidence: 1, text, utterances: [], words: [] };
}
