import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { createServer } from '../../../../tools/provider-stand-in/src/server.js';
import { chat, ProviderDouble, type Answer } from '../../test/provider-double.js';
import { languageModelContract } from './language-model.contract.js';
import { OpenAiLanguageModel } from './openai-language-model.js';
import { waitAskedForMs } from './patient-fetch.js';

const key = 'sk-a-key-that-must-not-leak';
const path = 'POST /v1/chat/completions';
const schema = z.object({ summary: z.string(), rationale: z.string().nullable() });
const good = chat(JSON.stringify({ summary: 'They met.', rationale: null }));

describe('against the provider stand-in', () => {
  let folder: string;
  let standIn: Awaited<ReturnType<typeof createServer>>;
  let model: OpenAiLanguageModel;

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
    model = adapter(await standIn.listen({ port: 0, host: '127.0.0.1' }));
  });
  afterAll(async () => {
    await standIn?.close();
    await rm(folder, { recursive: true });
  });

  languageModelContract('OpenAiLanguageModel', () => model);
});

describe('against a provider on a bad day', () => {
  const provider = new ProviderDouble();
  let baseUrl: string;

  beforeAll(async () => {
    baseUrl = await provider.start();
  });
  beforeEach(() => {
    provider.answers = {};
    provider.seen.length = 0;
  });
  afterAll(() => provider.stop());

  test('asks with a strict schema, and believes what fits it', async () => {
    provider.answers = { [path]: [good] };

    expect(await ask()).toEqual({
      value: { summary: 'They met.', rationale: null },
      model: 'a-model-2026',
    });

    const [request] = provider.seen;
    expect(request?.headers.authorization).toBe(`Bearer ${key}`);
    expect(JSON.parse(request?.body ?? '')).toMatchObject({
      model: 'a-model',
      messages: [{ role: 'system' }, { role: 'user' }],
      response_format: {
        type: 'json_schema',
        json_schema: { name: 'meeting_summary', strict: true, schema: { additionalProperties: false } },
      },
    });
  });

  test('names the model without what a database refuses, or by its setting', async () => {
    const content = JSON.stringify({ summary: 'They met.', rationale: null });
    const named = (model: string) => ({
      ...chat(content),
      body: { ...(chat(content).body as object), model },
    });
    provider.answers = { [path]: [named(`a\0${'b'.repeat(98)}😀`), named('\0')] };

    expect((await ask()).model).toBe(`a${'b'.repeat(98)}`);
    expect((await ask()).model).toBe('a-model');
  });

  test.each([408, 409, 429, 500, 502, 503])('calls %i a moment of weakness', async (status) => {
    provider.answers = { [path]: [failure(status, { 'retry-after': '30' })] };

    await expect(ask()).rejects.toMatchObject({
      code: 'LANGUAGE_PROVIDER_UNAVAILABLE',
      retryable: true,
      retryAfterMs: 30_000,
    });
    // A wait this long is for the queue.
    expect(provider.seen).toHaveLength(1);
  });

  test.each([400, 401, 403, 404, 413, 422])('calls %i final', async (status) => {
    provider.answers = { [path]: [failure(status)] };

    await expect(ask()).rejects.toMatchObject({
      code: 'LANGUAGE_PROVIDER_REJECTED',
      retryable: false,
      message: `the language provider answered ${status} (some_code)`,
    });
    expect(provider.seen).toHaveLength(1);
  });

  test('gets over a moment by itself', async () => {
    provider.answers = { [path]: [failure(503, { 'retry-after-ms': '1' }), good] };

    await expect(ask()).resolves.toMatchObject({ model: 'a-model-2026' });
  });

  test('calls an empty account final, though its status says "too fast"', async () => {
    const answer = failure(429, { 'retry-after': '30' }, 'insufficient_quota');
    provider.answers = { [path]: [answer] };

    await expect(ask()).rejects.toMatchObject({ code: 'LANGUAGE_PROVIDER_REJECTED', retryable: false });
  });

  test('takes a refusal for what it is, at once', async () => {
    provider.answers = { [path]: [chat(null, { refusal: 'I will not.' })] };

    await expect(ask()).rejects.toMatchObject({ code: 'LANGUAGE_MODEL_REFUSED', retryable: false });
    expect(provider.seen).toHaveLength(1);
  });

  test.each<[string, Answer]>([
    ['of another shape', chat('{"summary": 7, "rationale": null}')],
    ['that is cut', chat('{"summary": "They spoke of Rob')],
    ['without words', chat(null)],
    ['without choices', { body: { id: 'x', object: 'chat.completion', model: 'm', choices: [] } }],
    ['that is no JSON', { body: '<html>Robert</html>' }],
    ['whose envelope is cut', { body: '{"id": "x", "choices": [{"message": {"content": "Rob' }],
  ])('asks once more for an answer %s, and then calls it a moment of weakness', async (_, nonsense) => {
    provider.answers = { [path]: [nonsense, good] };
    await expect(ask()).resolves.toMatchObject({ value: { summary: 'They met.' } });
    expect(provider.seen).toHaveLength(2);

    provider.answers = { [path]: [nonsense] };
    const error = await ask().catch((thrown: unknown) => thrown as Error);
    expect(error).toMatchObject({ code: 'LANGUAGE_PROVIDER_UNAVAILABLE', retryable: true });
    expect(JSON.stringify([(error as Error).message, String((error as Error).cause)])).not.toContain('Rob');
  });

  test('asks once more for an answer that ran out of room, and no further attempt is made', async () => {
    provider.answers = { [path]: [chat('{"summary": "Rob', { finish_reason: 'length' })] };

    await expect(ask()).rejects.toMatchObject({
      code: 'LANGUAGE_PROVIDER_UNAVAILABLE',
      message: 'the language model reached the limit of its answers before it came to an end',
      retryable: false,
    });
    expect(provider.seen).toHaveLength(2);
  });

  test.each<[string, Answer]>([
    ['an answer', { body: undefined }],
    ['the rest of an answer', { body: '{"id": "x", "choi', stalls: true }],
  ])('gives up waiting for %s', async (_, answer) => {
    provider.answers = { [path]: [answer] };

    await expect(ask(adapter(baseUrl, 50))).rejects.toMatchObject({
      code: 'LANGUAGE_PROVIDER_UNAVAILABLE',
      message: 'the language provider did not answer in time',
    });
  });

  test('says when nobody is there', async () => {
    await expect(ask(adapter('http://127.0.0.1:9'))).rejects.toMatchObject({
      code: 'LANGUAGE_PROVIDER_UNAVAILABLE',
      message: 'the language provider cannot be reached',
    });
  });

  function ask(model = adapter(baseUrl)) {
    const { signal } = new AbortController();
    return model.complete({ name: 'meeting_summary', schema, system: 'Be brief.', user: 'Hello.', signal });
  }
});

test('reads how long to wait from either header, the more exact one first', () => {
  expect(waitAskedForMs(new Headers({ 'retry-after-ms': '250', 'retry-after': '9' }))).toBe(250);
  expect(waitAskedForMs(new Headers({ 'retry-after-ms': '1e20' }))).toBe(86_400_000);
  expect(waitAskedForMs(new Headers({ 'retry-after-ms': 'soon', 'retry-after': '9' }))).toBe(9_000);
  expect(waitAskedForMs(new Headers({ 'retry-after': 'soon' }))).toBeUndefined();
  expect(waitAskedForMs(new Headers())).toBeUndefined();
});

function adapter(baseUrl: string, timeoutMs = 5_000): OpenAiLanguageModel {
  return new OpenAiLanguageModel({ apiKey: key, baseUrl: `${baseUrl}/v1`, model: 'a-model', timeoutMs });
}

function failure(status: number, headers?: Record<string, string>, code = 'some_code'): Answer {
  return {
    status,
    headers,
    body: { error: { message: `no: ${key}`, type: 'some_type', param: null, code } },
  };
}
