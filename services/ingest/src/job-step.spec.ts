import { eventsConsumedBy, webhookDelivered, webhookExhausted } from '@meeting-intelligence/contracts';
import { expect, test } from 'vitest';
import { reportsAfter } from './job-step.js';

test('every event that ingest takes, but what became of the webhook, tells that a job is past its first step', () => {
  const ofWebhooks = new Set<string>([webhookDelivered.type, webhookExhausted.type]);
  const expected = eventsConsumedBy('ingest').map(({ type }) => type);

  expect(reportsAfter('accepted').map(({ event }) => event.type)).toEqual(
    expect.arrayContaining(expected.filter((type) => !ofWebhooks.has(type))),
  );
});
