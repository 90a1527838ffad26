import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import {
  jobCancelled,
  recordingPrepared,
  transcriptionSubmitted,
  type EventDraft,
  type JobCancelled,
  type RecordingPrepared,
} from '@meeting-intelligence/contracts';
import { AppError } from '@meeting-intelligence/errors';
import { Deferral, rootEvent, type HandlerResult } from '@meeting-intelligence/messaging';
import { FolderObjectStore } from '@meeting-intelligence/storage';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { cancellationsIn, contextOf, tracesIn } from '../test/handler-context.js';
import { FakeSpeechToText } from './adapters/fake-speech-to-text.js';
import { AnswerLost } from './speech-to-text.js';
import { Submissions } from './submissions.js';
import { SubmitRecordingHandler } from './submit-recording.handler.js';

const { recording, meeting, uploadUrl } = recordingPrepared.example;
const origin = { source: 'transcription', subject: crypto.randomUUID(), owner: 'cms', generation: 1 };
const event = rootEvent(recordingPrepared(recordingPrepared.example), origin) as RecordingPrepared;
const firstTurn = `submissions/${event.subject}/1/1`;

let folder: string;
let store: FolderObjectStore;
let speech: FakeSpeechToText;
let lines: string[];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'submissions-'));
  store = new FolderObjectStore(folder);
  await store.check();
  speech = new FakeSpeechToText();
  lines = [];
});
afterEach(() => rm(folder, { recursive: true }));

test('submits the upload with what the CMS said about the meeting', async () => {
  const events = await handle();

  const [[providerJobId, request] = ['', undefined]] = [...speech.submissions];
  const terms = ['Kubernetes', 'Robert'];
  expect(request).toEqual({ uploadUrl, language: 'en', speakersExpected: null, terms });
  const submittedAt: unknown = expect.any(String);
  expect(events).toEqual([
    transcriptionSubmitted({ recording, meeting, providerJobId, submittedAt: submittedAt as string }),
  ]);
});

test('adopts what an earlier delivery submitted, and pays once', async () => {
  const first = await handle();
  const second = await handle();

  expect(speech.submissions.size).toBe(1);
  expect(jobIdIn(first)).toBe([...speech.submissions.keys()][0]);
  expect(jobIdIn(second)).toBe(jobIdIn(first));
});

test('pays once when the same event is handled several times at once', async () => {
  const results = await Promise.all([handle(), handle(), handle()]);
  const later = await handle();

  expect(speech.submissions.size).toBe(1);
  for (const result of results) {
    if (!(result instanceof Deferral)) expect(jobIdIn(result)).toBe(jobIdIn(later));
  }
});

test('adopts a submission that is no longer in the list', async () => {
  const first = await handle();
  speech.findSubmitted = () => Promise.resolve(undefined);

  expect(jobIdIn(await handle())).toBe(jobIdIn(first));
  expect(speech.submissions.size).toBe(1);
});

test('adopts at once what a killed process submitted', async () => {
  await keepTurn({ until: Date.now() + 60_000 });
  const request = { uploadUrl, language: null, speakersExpected: null, terms: [] };
  const lost = await speech.submit(request, new AbortController().signal);

  expect(jobIdIn(await handle())).toBe(lost);
});

test('waits while another process may be submitting, and submits when its time is over', async () => {
  await keepTurn({ until: Date.now() + 60_000 });
  expect(await handle()).toBeInstanceOf(Deferral);
  expect(speech.submissions.size).toBe(0);

  await keepTurn({ until: Date.now() - 1 });
  await handle();

  expect(speech.submissions.size).toBe(1);
});

test('does not submit when the list cannot be read, and leaves it to the next attempt', async () => {
  speech.failures = [new Error('the list is away')];

  await expect(handle()).rejects.toThrow('the list is away');
  expect(speech.submissions.size).toBe(0);

  await handle();
  expect(speech.submissions.size).toBe(1);
});

test('gives up a submission that outlasts its turn, before another may begin', async () => {
  speech.submit = hanging;

  await expect(handle(event, 20)).rejects.toMatchObject({
    code: 'SPEECH_PROVIDER_UNAVAILABLE',
    message: 'the speech provider did not take the recording within 20 ms',
  });
});

test('leaves a submission that was cut off its time: the provider may have it', async () => {
  const stop = new AbortController();
  speech.submit = async (_request, signal) => {
    stop.abort(new Error('the process is stopping'));
    signal.throwIfAborted();
    return 'never';
  };

  await expect(handle(event, 5_000, stop.signal)).rejects.toThrow('the process is stopping');
  speech.submit = (...submission) => FakeSpeechToText.prototype.submit.apply(speech, submission);

  expect(await handle()).toBeInstanceOf(Deferral);
  expect(speech.submissions.size).toBe(0);
});

test.each([
  ['by itself', new AnswerLost('no answer within 30 s')],
  [
    'when that opened the breaker',
    new AppError('SPEECH_PROVIDER_PAUSED', 'away', { cause: new AnswerLost('no answer within 30 s') }),
  ],
])(
  'leaves a submission whose answer was lost its time, %s: the provider may list it late',
  async (_, lost) => {
    speech.submit = () => Promise.reject(lost);
    await expect(handle()).rejects.toBe(lost);
    speech.submit = (...submission) => FakeSpeechToText.prototype.submit.apply(speech, submission);

    expect(await handle()).toBeInstanceOf(Deferral);
    expect(speech.submissions.size).toBe(0);
  },
);

test('leaves no turn behind when the provider answers that it does not take the recording', async () => {
  const submit = speech.submit.bind(speech);
  speech.submit = () => Promise.reject(new AppError('SPEECH_PROVIDER_UNAVAILABLE', 'it answered 503'));
  await expect(handle()).rejects.toThrow('it answered 503');
  speech.submit = submit;

  await handle();

  expect(speech.submissions.size).toBe(1);
});

test('takes no turn before the provider said what it has: a process killed until then delays nobody', async () => {
  const asked = Promise.withResolvers<void>();
  speech.findSubmitted = (...call) => {
    asked.resolve();
    return hanging(...call);
  };
  const stop = new AbortController();
  const killed = handle(event, 5_000, stop.signal).catch(() => undefined);
  await asked.promise;
  stop.abort();
  await killed;

  expect(await store.has(firstTurn)).toBe(false);
});

test('submits nothing for a job that was cancelled, and says so', async () => {
  await cancellationsIn(store).add(rootEvent(jobCancelled({}), origin) as JobCancelled);

  expect(await handle()).toEqual([]);
  expect(speech.submissions.size).toBe(0);
  expect(lines).toEqual(['job was cancelled: its recording is not submitted']);

  expect(await handle({ ...event, generation: 2 })).toHaveLength(1);
});

test('submits again for a replay whose first submission failed', async () => {
  await handle();
  speech.findSubmitted = () => Promise.resolve(undefined);

  await handle({ ...event, generation: 2 });

  expect(speech.submissions.size).toBe(2);
});

test('a retry, and a replay of what it retries, are one generation and are paid once', async () => {
  const retried = { ...event, id: crypto.randomUUID(), generation: 2 };
  const replayed = {
    ...event,
    ...{ id: crypto.randomUUID(), generation: 2 },
    data: { ...event.data, uploadUrl: 'https://cdn.provider.example/uploaded-before' },
  };

  const first = await handle(retried);
  const second = await handle(replayed);

  expect(speech.submissions.size).toBe(1);
  expect(jobIdIn(second)).toBe(jobIdIn(first));
});

function handle(
  handled = event,
  speechTimeoutMs = 5_000,
  signal = new AbortController().signal,
): Promise<HandlerResult> {
  const submissions = new Submissions(store, speech, speechTimeoutMs);
  const traces = tracesIn(store, speech);
  return new SubmitRecordingHandler(submissions, cancellationsIn(store, lines), traces).handle(
    handled,
    contextOf({ signal }),
  );
}

function hanging(...call: readonly unknown[]): Promise<never> {
  const signal = call.at(-1) as AbortSignal;
  return new Promise((_resolve, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason as Error));
  });
}

async function keepTurn(turn: object): Promise<void> {
  await store.put(firstTurn, Readable.from([JSON.stringify(turn)]));
}

function jobIdIn(result: HandlerResult): unknown {
  const [submitted] = result as readonly EventDraft<string, { providerJobId: string }>[];
  return submitted?.data.providerJobId;
}
