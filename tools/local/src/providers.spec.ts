import { expect, test } from 'vitest';
import { chooseProviders } from './providers.js';

const standIn = 'http://127.0.0.1:4010';

test('without keys the stand-in does both halves, and says so', () => {
  const chosen = chooseProviders({}, standIn);
  expect(chosen).toMatchObject({ standIn: true, offlineSpeech: true });
  expect(chosen.transcriptionEnv.ASSEMBLYAI_BASE_URL).toBe(standIn);
  expect(chosen.analysisEnv.OPENAI_BASE_URL).toBe(`${standIn}/v1`);
  expect(chosen.labels).toEqual([
    expect.stringMatching(/^speech: offline/),
    expect.stringMatching(/^language: offline/),
  ]);
});

test('one key replaces the half it is for', () => {
  const chosen = chooseProviders(
    { OPENAI_API_KEY: 'k', OPENAI_BASE_URL: 'http://vllm/v1', OPENAI_MODEL: 'm' },
    standIn,
  );
  expect(chosen).toMatchObject({ standIn: true, offlineSpeech: true });
  expect(chosen.analysisEnv).toEqual({
    OPENAI_API_KEY: 'k',
    OPENAI_BASE_URL: 'http://vllm/v1',
    OPENAI_MODEL: 'm',
  });
  expect(chosen.labels[1]).toBe('language: OpenAI API at http://vllm/v1');
});

test('with both keys no stand-in is started', () => {
  const chosen = chooseProviders({ OPENAI_API_KEY: 'k', ASSEMBLYAI_API_KEY: 'a' }, standIn);
  expect(chosen).toMatchObject({ standIn: false, offlineSpeech: false });
  expect(JSON.stringify(chosen)).not.toContain(standIn);
});
