import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createServer } from '../../../../tools/provider-stand-in/src/server.js';
import { ProviderDouble, type Answer } from '../../test/provider-double.js';
import { AssemblyAiSpeechToText } from './assemblyai-speech-to-text.js';
import { speechToTextContract } from './speech-to-text.contract.js';

const { signal } = new AbortController();
const key = 'a-key-that-must-not-leak';

describe('against the provider stand-in', () => {
  let folder: string;
  let standIn: Awaited<ReturnType<typeof createServer>>;
  let speech: AssemblyAiSpeechToText;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'stand-in-'));
    const config = {
      port: 0,
      host: '127.0.0.1',
      dataDir: folder,
      faultRules: [],
      mode: 'instant' as const,
      words: 0,
      concurrency: 2,
      searchPath: '',
    };
    standIn = await createServer(config, () => {});
    speech = adapter(await standIn.listen({ port: 0, host: '127.0.0.1' }));
  });
  afterAll(async () => {
    await standIn?.close();
    await rm(folder, { recursive: true });
  });

  speechToTextContract('AssemblyAiSpeechToText', () => speech);
});

describe('against a provider on a bad day', () => {
  const provider = new ProviderDouble();
  let baseUrl: string;
  let speech: AssemblyAiSpeechToText;

  beforeAll(async () => {
    baseUrl = await provider.start();
    speech = adapter(baseUrl);
  });
  beforeEach(() => {
    provider.answers = {};
    provider.seen.length = 0;
  });
  afterAll(() => provider.stop());

  test.each([408, 425, 429, 500, 502, 503, 504])('calls %i a moment of weakness', async (status) => {
    provider.answers = {
      'GET /v2/transcript/x': [{ status, headers: { 'retry-after': '7' }, body: 'busy' }],
    };

    await expect(speech.look('x', signal)).rejects.toMatchObject({
      code: 'SPEECH_PROVIDER_UNAVAILABLE',
      retryable: true,
      retryAfterMs: 7_000,
    });
  });

  test.each([
    [404, 'no such transcript'],
    [400, 'Transcript lookup error, transcript id not found'],
  ])('has nothing to delete where it answers %i %s', async (status, error) => {
    provider.answers = { 'GET /v2/transcript/x': [{ status, body: { error } }] };

    expect(await speech.forget('x', signal)).toBe(true);
  });

  test('deletes no transcript that it is at work on, and does not call it deleted when it refuses', async () => {
    provider.answers = {
      'GET /v2/transcript/x': [{ body: { status: 'processing' } }, { body: { status: 'completed' } }],
      'DELETE /v2/transcript/x': [
        { status: 403, body: { error: 'not yours' } },
        { status: 503, body: 'busy' },
        { body: { id: 'x' } },
      ],
    };
    const deletions = () => provider.seen.filter(({ method }) => method === 'DELETE').length;

    expect(await speech.forget('x', signal)).toBe(false);
    expect(deletions()).toBe(0);
    await expect(speech.forget('x', signal)).rejects.toMatchObject({ code: 'SPEECH_PROVIDER_REJECTED' });
    await expect(speech.forget('x', signal)).rejects.toMatchObject({ code: 'SPEECH_PROVIDER_UNAVAILABLE' });
    expect(await speech.forget('x', signal)).toBe(true);
    expect(deletions()).toBe(3);
  });

  test.each([400, 401, 402, 403, 404, 413, 422])('calls %i final', async (status) => {
    provider.answers = { 'POST /v2/transcript': [{ status, body: { error: `no: ${key.slice(0, 4)}` } }] };

    await expect(submit('https://x.example/y')).rejects.toMatchObject({
      code: 'SPEECH_PROVIDER_REJECTED',
      retryable: false,
      message: expect.stringContaining(String(status)),
    });
  });

  test.each<[string, Answer]>([
    ['JSON that is cut', { body: '{"id": "tr_1", "sta' }],
    ['no JSON', { body: '<html>' }],
    ['JSON of another shape', { body: { hello: 'world' } }],
    ['a list', { body: [] }],
    ['null', { body: null }],
  ])('calls %s a moment of weakness', async (_, answer) => {
    provider.answers = {
      'POST /v2/transcript': [answer],
      'GET /v2/transcript': [answer],
      'GET /v2/transcript/x': [answer],
      'POST /v2/upload': [answer],
    };
    const unavailable = { code: 'SPEECH_PROVIDER_UNAVAILABLE' };

    await expect(submit('https://x.example/y')).rejects.toMatchObject(unavailable);
    await expect(speech.look('x', signal)).rejects.toMatchObject(unavailable);
    await expect(speech.findSubmitted('u', new Date(), signal)).rejects.toMatchObject(unavailable);
    await expect(speech.upload(Readable.from(['x']), signal)).rejects.toMatchObject(unavailable);
  });

  test.each<[string, Answer]>([
    ['an answer', { body: undefined }],
    ['the rest of an answer', { body: '{"id": "x", "sta', stalls: true }],
  ])('gives up waiting for %s, and says so', async (_, answer) => {
    provider.answers = { 'GET /v2/transcript/x': [answer] };

    await expect(adapter(baseUrl, 50).look('x', signal)).rejects.toMatchObject({
      code: 'SPEECH_PROVIDER_UNAVAILABLE',
      message: 'the speech provider did not answer within 50 ms',
    });
  });

  test('says when nobody is there', async () => {
    const nobody = adapter('http://127.0.0.1:9');

    await expect(nobody.look('x', signal)).rejects.toMatchObject({
      code: 'SPEECH_PROVIDER_UNAVAILABLE',
      message: expect.stringMatching(/cannot be reached|failed to answer/),
    });
  });

  test('sends the terms to look out for, as many as every model takes', async () => {
    provider.answers = { 'POST /v2/transcript': [{ body: { id: 'tr_1', status: 'queued' } }] };
    const submitWith = (terms: readonly string[]) =>
      speech.submit(
        { uploadUrl: 'https://x.example/y', language: null, speakersExpected: null, terms },
        signal,
      );
    const sent = () =>
      (JSON.parse(provider.seen.at(-1)?.body ?? '') as { keyterms_prompt: string[] }).keyterms_prompt;

    await submitWith(['Kubernetes', 'rate limiter', 'Kubernetes']);
    expect(sent()).toEqual(['Kubernetes', 'rate limiter']);

    await submitWith(['one two three four five six seven', 'Laura']);
    expect(sent()).toEqual(['Laura']);

    const phrases = Array.from({ length: 70 }, (_, index) => `three words ${index}`);
    await submitWith([...phrases, 'and more', 'Laura']);
    expect(sent()).toEqual([...phrases.slice(0, 66), 'and more']);

    await submitWith([]);
    expect(JSON.parse(provider.seen.at(-1)?.body ?? '')).not.toHaveProperty('keyterms_prompt');
  });

  test('reads no file, whatever the upload URL says', async () => {
    provider.answers = { 'POST /v2/transcript': [{ body: { id: 'tr_1', status: 'queued' } }] };

    await submit('/etc/passwd');

    expect(provider.seen.map(({ url }) => url)).toEqual(['/v2/transcript']);
    expect(provider.seen[0]?.body).not.toContain('root:');
  });

  test('sends the key, the speakers and the language the way the provider wants them', async () => {
    provider.answers = { 'POST /v2/transcript': [{ body: { id: 'tr_1', status: 'queued' } }] };

    await speech.submit(
      { uploadUrl: 'https://x.example/y', language: 'en-GB', speakersExpected: 3, terms: [] },
      signal,
    );
    await speech.submit(
      { uploadUrl: 'https://x.example/y', language: 'de-CH', speakersExpected: 12, terms: [] },
      signal,
    );
    await speech.submit(
      { uploadUrl: 'https://x.example/y', language: null, speakersExpected: null, terms: [] },
      signal,
    );

    expect(provider.seen[0]?.headers.authorization).toBe(key);
    const sent = provider.seen.map(({ body }) => JSON.parse(body) as unknown);
    expect(sent[0]).toMatchObject({
      language_code: 'en_uk',
      speakers_expected: 3,
      speaker_labels: true,
      punctuate: true,
    });
    expect(sent[1]).toMatchObject({ language_code: 'de', speaker_options: { max_speakers_expected: 12 } });
    expect(sent[2]).toMatchObject({
      language_detection: true,
      speech_models: ['universal-3-5-pro', 'universal-2'],
    });
    expect(sent[2]).not.toHaveProperty('language_code');
  });

  test('tells a transcription that failed from a call that failed', async () => {
    provider.answers = {
      'GET /v2/transcript/x': [{ body: { id: 'x', status: 'error', error: 'no audio' } }],
    };

    expect(await speech.look('x', signal)).toEqual({
      status: 'failed',
      fault: 'recording',
      reason: 'no audio',
    });
  });

  test.each([
    ['recording', 'Transcoding failed. File does not appear to contain audio. File type is text/html.'],
    ['recording', 'Download error, unable to download https://cdn.example/1. Is the url public?'],
    ['recording', 'Audio duration is too short.'],
    ['recording', 'The file is not a recording: it is not in a known audio or video format.'],
    ['recording', 'The file (matroska,webm) has no sound track.'],
    ['recording', 'Expected 1 to 8 channels, found none.'],
    ['recording', 'The sound track could not be decoded: the file is damaged or incomplete.'],
    ['recording', 'The sound track is empty.'],
    ['recording', 'The recording is longer than 4 hours.'],
    ['recording', 'The file is empty.'],
    ['recording', 'Unsupported codec'],
    ['other', 'The offline engine understands English only; language_code "de" was asked for.'],
    ['other', 'The offline speech engine failed; its log says why.'],
    ['other', 'Server error, developers have been alerted'],
    ['other', 'Internal error while processing audio, please try again'],
    ['other', 'language_detection cannot be performed on files with no spoken audio.'],
    ['other', 'The requested language is not supported by this speech model.'],
    ['other', null],
  ])('lays a failure at the door of the %s: %j', async (fault, error) => {
    provider.answers = { 'GET /v2/transcript/x': [{ body: { id: 'x', status: 'error', error } }] };

    expect(await speech.look('x', signal)).toMatchObject({ status: 'failed', fault });
  });

  test('hands on no text that a database refuses', async () => {
    const failed = { id: 'x', status: 'error', error: `a\0b${'c'.repeat(497)}😀` };
    const model = `m\0${'o'.repeat(98)}😀`;
    provider.answers = {
      'GET /v2/transcript/x': [{ body: failed }],
      'GET /v2/transcript/y': [{ body: { id: 'y', status: 'completed', speech_model_used: model } }],
      'GET /v2/transcript/z': [{ status: 400, body: { error: `a\0${'b'.repeat(298)}😀` } }],
    };

    expect(await speech.look('x', signal)).toMatchObject({ reason: `ab${'c'.repeat(497)}` });
    expect(await speech.look('y', signal)).toMatchObject({ engine: { model: `m${'o'.repeat(98)}` } });
    await expect(speech.look('z', signal)).rejects.toMatchObject({
      message: `the speech provider answered 400: a${'b'.repeat(298)}`,
    });
  });

  test.each(['queued', 'processing', 'a status of tomorrow'])('takes %s for not finished', async (status) => {
    provider.answers = { 'GET /v2/transcript/x': [{ body: { id: 'x', status } }] };

    expect(await speech.look('x', signal)).toEqual({ status: 'running' });
  });

  test('lets one odd value spoil only itself', async () => {
    const utterances = [null, 7, { text: 'Hi', start: 'soon', end: 5, speaker: 3, words: 'none' }];
    const body = { id: 'x', status: 'completed', utterances, words: null, speech_model_used: 'universal-2' };
    provider.answers = { 'GET /v2/transcript/x': [{ body }] };

    expect(await speech.look('x', signal)).toMatchObject({
      engine: { provider: 'assemblyai', model: 'universal-2' },
      spoken: {
        words: [],
        utterances: [{ text: 'Hi', startMs: Number.NaN, endMs: 5, speaker: null, words: [] }],
      },
    });
  });

  test('walks older pages of the list, by id', async () => {
    const page = (from: number, count: number) => ({
      body: {
        page_details: { prev_url: 'http://evil.example/' },
        transcripts: Array.from({ length: count }, (_, index) => ({
          id: `tr_${from + index}`,
          audio_url: `https://x.example/${from + index}`,
          status: 'completed',
          created: new Date().toISOString(),
        })),
      },
    });
    provider.answers = { 'GET /v2/transcript': [page(0, 200), page(200, 50)] };

    expect(await speech.findSubmitted('https://x.example/210', new Date(), signal)).toBe('tr_210');
    expect(provider.seen.map(({ url }) => url)).toEqual([
      '/v2/transcript?limit=200',
      '/v2/transcript?limit=200&before_id=tr_199',
    ]);
  });

  test('releases the recording when the provider refuses it', async () => {
    provider.answers = { 'POST /v2/upload': [{ status: 401, body: { error: 'wrong key' } }] };
    const recording = Readable.from([Buffer.alloc(1000)]);

    await expect(speech.upload(recording, signal)).rejects.toMatchObject({
      code: 'SPEECH_PROVIDER_REJECTED',
    });
    expect(recording.destroyed).toBe(true);
  });

  function submit(uploadUrl: string) {
    return speech.submit({ uploadUrl, language: null, speakersExpected: null, terms: [] }, signal);
  }
});

function adapter(baseUrl: string, timeoutMs = 5_000): AssemblyAiSpeechToText {
  const speechModels = ['universal-3-5-pro', 'universal-2'];
  return new AssemblyAiSpeechToText({
    apiKey: key,
    baseUrl,
    speechModels,
    timeoutMs,
    uploadTimeoutMs: 5_000,
  });
}
