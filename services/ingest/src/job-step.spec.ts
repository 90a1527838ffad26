import {
  eventsConsumedBy,
  jobErased,
  recordingRequested,
  webhookDelivered,
  webhookExhausted,
} from '@meeting-intelligence/contracts';
import { expect, test } from 'vitest';
import { reportsAfter } from './job-step.js';

test('every event that ingest takes, but what became of the webhook and its own work, tells that a job is past its first step', () => {
  const noReports = new Set<string>(
    [webhookDelivered, webhookExhausted, recordingRequested, jobErased].map(({ type }) => type),
  );
  const expected = eventsConsumedBy('ingest').map(({ type }) => type);

  expect(reportsAfter('accepted').map(({ event }) => event.type)).toEqual(
    expect.arrayContaining(expected.filter((type) => !noReports.has(type))),
  );
});
