import { Readable } from 'node:stream';
import { Breaker } from '@meeting-intelligence/breaker';
import { AppError } from '@meeting-intelligence/errors';
import { createLogger } from '@meeting-intelligence/telemetry';
import { expect, test } from 'vitest';
import { FakeSpeechToText } from './fake-speech-to-text.js';
import { PausingSpeechToText } from './pausing-speech-to-text.js';
import { speechToTextContract } from './speech-to-text.contract.js';

const { signal } = new AbortController();
const request = { uploadUrl: 'https://x.example/y', language: null, speakersExpected: null, terms: [] };

const working = pausing(new FakeSpeechToText());
speechToTextContract('PausingSpeechToText', () => working);

test('asks nothing while the provider is away, and holds on to no recording', async () => {
  const provider = new FakeSpeechToText();
  const down = new AppError('SPEECH_PROVIDER_UNAVAILABLE', 'the speech provider answered 503');
  provider.failures = [down, down, down];
  const speech = pausing(provider);
  await expect(speech.findSubmitted('u', new Date(), signal)).rejects.toBe(down);
  await expect(speech.submit(request, signal)).rejects.toBe(down);
  const recording = Readable.from(['the bytes']);
  const paused = { code: 'SPEECH_PROVIDER_PAUSED' };

  await expect(speech.look('x', signal)).rejects.toMatchObject({ ...paused, cause: down });
  await expect(speech.upload(recording, signal)).rejects.toMatchObject(paused);
  await expect(speech.findSubmitted('u', new Date(), signal)).rejects.toMatchObject(paused);
  await expect(speech.submit(request, signal)).rejects.toMatchObject(paused);
  await expect(speech.look('x', signal)).rejects.toMatchObject(paused);
  await expect(speech.forget('x', signal)).rejects.toMatchObject(paused);

  expect(recording.destroyed).toBe(true);
  expect(provider.uploads.size + provider.submissions.size).toBe(0);
});

function pausing(provider: FakeSpeechToText): PausingSpeechToText {
  const breaker = new Breaker({
    provider: 'speech provider',
    failureCode: 'SPEECH_PROVIDER_UNAVAILABLE',
    pausedCode: 'SPEECH_PROVIDER_PAUSED',
    failures: 3,
    pauseMs: 60_000,
    logger: createLogger({ name: 'transcription', version: '0' }, 'silent'),
  });
  return new PausingSpeechToText(provider, breaker);
}
