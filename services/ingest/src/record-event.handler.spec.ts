import { randomUUID } from 'node:crypto';
import {
  eventsConsumedBy,
  jobSubmitted,
  recordingPrepared,
  type Envelope,
  type EventDefinition,
} from '@meeting-intelligence/contracts';
import { InMemoryEventBus, InMemoryInbox, rootEvent } from '@meeting-intelligence/messaging';
import { createLogger } from '@meeting-intelligence/telemetry';
import { beforeEach, expect, test } from 'vitest';
import { InMemoryJobLedger } from './adapters/in-memory-job-ledger.js';
import { stateOf } from './job-state.js';
import { ledgerEntryOf } from './ledger-entry.js';
import { RecordEventHandler } from './record-event.handler.js';

let ledger: InMemoryJobLedger;
let handler: RecordEventHandler;
let lines: string[];
let id: string;

beforeEach(async () => {
  lines = [];
  id = randomUUID();
  ledger = new InMemoryJobLedger();
  const logger = createLogger({ name: 'ingest', version: 'test' }, 'info', {
    write: (line) => void lines.push(line),
  });
  handler = new RecordEventHandler(new InMemoryInbox(new InMemoryEventBus(), 'ingest'), ledger, logger);
  const { recording, meeting } = jobSubmitted.example;
  await ledger.transaction((transaction) =>
    ledger.open(
      transaction,
      { id, owner: 'default', recording, meeting, webhookUrl: null },
      ledgerEntryOf(eventOf(jobSubmitted)),
    ),
  );
});

function eventOf(definition: EventDefinition, subject = id): Envelope {
  return rootEvent(
    { type: definition.type, data: definition.example },
    { source: 'test', subject, owner: 'default', generation: 1 },
  );
}

test('moves the job and adds to its history', async () => {
  const event = eventOf(recordingPrepared);

  expect(await handler.handle(event)).toEqual([]);

  expect(stateOf((await ledger.find(id))!.progress)).toMatchObject({
    status: 'processing',
    stage: 'transcription',
  });
  expect(ledger.history(id).at(-1)).toMatchObject({
    eventId: event.id,
    type: event.type,
    occurredAt: event.time,
  });
});

test('records an event that is delivered twice once', async () => {
  const event = eventOf(recordingPrepared);
  await Promise.all([handler.handle(event), handler.handle(event)]);

  expect(ledger.history(id)).toHaveLength(2);
});

test.each(eventsConsumedBy('ingest').map((definition) => [definition.type, definition] as const))(
  'keeps no word of the meeting from %s, and no URL',
  async (_type, definition) => {
    await handler.handle(eventOf(definition));

    expect(ledger.history(id)).toHaveLength(2);
    expect(JSON.stringify(ledger.history(id))).not.toMatch(/Robert|https?:/);
  },
);

test('leaves an event of an unknown job aside, and says so', async () => {
  const stranger = randomUUID();

  expect(await handler.handle(eventOf(recordingPrepared, stranger))).toEqual([]);

  expect(await ledger.find(stranger)).toBeUndefined();
  expect(lines.join()).toContain('never submitted here');
});
