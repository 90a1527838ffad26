import {
  recordingPrepared,
  transcriptionSubmitted,
  type EventDraft,
  type RecordingPrepared,
} from '@meeting-intelligence/contracts';
import { rootEvent } from '@meeting-intelligence/messaging';
import { expect, test } from 'vitest';
import { contextOf } from '../test/handler-context.js';
import { FakeSpeechToText } from './adapters/fake-speech-to-text.js';
import { SubmitRecordingHandler } from './submit-recording.handler.js';

const { recording, meeting, uploadUrl } = recordingPrepared.example;
const origin = { source: 'transcription', subject: crypto.randomUUID(), owner: 'cms', generation: 1 };
const event = rootEvent(recordingPrepared(recordingPrepared.example), origin) as RecordingPrepared;

test('submits the upload with what the CMS said about the meeting', async () => {
  const speech = new FakeSpeechToText();

  const events = await new SubmitRecordingHandler(speech).handle(event, contextOf());

  const [[providerJobId, request] = ['', undefined]] = [...speech.submissions];
  expect(request).toEqual({ uploadUrl, language: 'en', speakersExpected: null });
  const submittedAt: unknown = expect.any(String);
  expect(events).toEqual([
    transcriptionSubmitted({ recording, meeting, providerJobId, submittedAt: submittedAt as string }),
  ]);
});

test('adopts what an earlier delivery submitted, and pays once', async () => {
  const speech = new FakeSpeechToText();
  const handler = new SubmitRecordingHandler(speech);

  const [first] = (await handler.handle(event, contextOf())) as readonly EventDraft[];
  const [second] = (await handler.handle(event, contextOf())) as readonly EventDraft[];

  expect(speech.submissions.size).toBe(1);
  expect(second?.data).toMatchObject({ providerJobId: [...speech.submissions.keys()][0] });
  expect(first?.data).toMatchObject({ providerJobId: [...speech.submissions.keys()][0] });
});

test('does not submit when the list cannot be read: it might be there', async () => {
  const speech = new FakeSpeechToText();
  speech.failures = [new Error('the list is away')];

  await expect(new SubmitRecordingHandler(speech).handle(event, contextOf())).rejects.toThrow(
    'the list is away',
  );
  expect(speech.submissions.size).toBe(0);
});
