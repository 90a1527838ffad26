import { Breaker } from '@meeting-intelligence/breaker';
import { AppError } from '@meeting-intelligence/errors';
import { createLogger } from '@meeting-intelligence/telemetry';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { FakeLanguageModel } from './fake-language-model.js';
import { languageModelContract } from './language-model.contract.js';
import { PausingLanguageModel } from './pausing-language-model.js';

const { signal } = new AbortController();
const question = { name: 'decisions', schema: z.unknown(), system: '', user: '', signal };

languageModelContract('PausingLanguageModel', () => pausing(new FakeLanguageModel()));

test('asks nothing while the provider is away', async () => {
  const provider = new FakeLanguageModel();
  const down = new AppError('LANGUAGE_PROVIDER_UNAVAILABLE', 'the language provider answered 503');
  provider.answers.decisions = [down];
  const model = pausing(provider);
  await expect(model.complete(question)).rejects.toBe(down);

  await expect(model.complete(question)).rejects.toMatchObject({
    code: 'LANGUAGE_PROVIDER_PAUSED',
    cause: down,
  });
  await expect(model.complete(question)).rejects.toMatchObject({ code: 'LANGUAGE_PROVIDER_PAUSED' });

  expect(provider.asked).toHaveLength(2);
});

function pausing(provider: FakeLanguageModel): PausingLanguageModel {
  const breaker = new Breaker({
    provider: 'language provider',
    failureCode: 'LANGUAGE_PROVIDER_UNAVAILABLE',
    pausedCode: 'LANGUAGE_PROVIDER_PAUSED',
    failures: 2,
    pauseMs: 60_000,
    logger: createLogger({ name: 'analysis', version: '0' }, 'silent'),
  });
  return new PausingLanguageModel(provider, breaker);
}
