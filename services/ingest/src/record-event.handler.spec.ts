import { randomUUID } from 'node:crypto';
import {
  eventsConsumedBy,
  jobCompleted,
  jobFailed,
  jobSubmitted,
  meetingCompleted,
  recordingPrepared,
  stageFailed,
  transcriptCreated,
  type Envelope,
  type EventDefinition,
} from '@meeting-intelligence/contracts';
import { InMemoryEventBus, InMemoryInbox, InMemoryOutbox, rootEvent } from '@meeting-intelligence/messaging';
import { createLogger } from '@meeting-intelligence/telemetry';
import { beforeEach, expect, test } from 'vitest';
import { InMemoryJobLedger } from './adapters/in-memory-job-ledger.js';
import { stateOf } from './job-state.js';
import { ledgerEntryOf } from './ledger-entry.js';
import { RecordEventHandler } from './record-event.handler.js';

let bus: InMemoryEventBus;
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
  bus = new InMemoryEventBus();
  const inbox = new InMemoryInbox(bus, 'ingest');
  handler = new RecordEventHandler(inbox, new InMemoryOutbox(bus), ledger, logger);
  const { recording, meeting } = jobSubmitted.schema.parse(jobSubmitted.example);
  await ledger.transaction((transaction) =>
    ledger.open(
      transaction,
      { id, owner: 'default', recording, meeting, webhookUrl: null },
      ledgerEntryOf(eventOf(jobSubmitted)),
    ),
  );
});

function eventOf(definition: EventDefinition, subject = id, generation = 1): Envelope {
  return rootEvent(
    { type: definition.type, data: definition.example },
    { source: 'test', subject, owner: 'default', generation },
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

test.each([
  [meetingCompleted, jobCompleted, 'completed'],
  [stageFailed, jobFailed, 'failed'],
])('what ends a job is told once, and stands in its history: $type', async (report, verdict, status) => {
  const event = eventOf(report);
  await handler.handle(event);
  await handler.handle(eventOf(stageFailed));
  await handler.handle(eventOf(meetingCompleted));

  expect(bus.published).toHaveLength(1);
  const [told] = bus.published as [Envelope];
  expect(told).toMatchObject({
    ...{ type: verdict.type, source: 'ingest', subject: id, generation: 1, causationid: event.id },
    data: event.data,
  });
  const history = ledger.history(id);
  expect(history.slice(0, 3)).toMatchObject([
    { type: jobSubmitted.type },
    { type: report.type, eventId: event.id },
    { type: verdict.type, eventId: told.id, occurredAt: told.time },
  ]);
  expect((await ledger.find(id))!.lastSequence).toBe(history.length);
  expect(stateOf((await ledger.find(id))!.progress)).toMatchObject({ status });
});

test('the verdict of a later generation is told again, under another id', async () => {
  await handler.handle(eventOf(stageFailed));
  await handler.handle(eventOf(transcriptCreated, id, 2));
  await handler.handle(eventOf(meetingCompleted));
  expect(bus.published.map(({ type, generation }) => [type, generation])).toEqual([[jobFailed.type, 1]]);

  await handler.handle(eventOf(stageFailed, id, 2));

  expect(bus.published.map(({ type, generation }) => [type, generation])).toEqual([
    [jobFailed.type, 1],
    [jobFailed.type, 2],
  ]);
  expect(new Set(bus.published.map((event) => event.id)).size).toBe(2);
});

test.each(eventsConsumedBy('ingest').map((definition) => [definition.type, definition] as const))(
  'keeps no word of the meeting from %s, and no URL',
  async (_type, definition) => {
    await handler.handle(eventOf(definition));

    expect(ledger.history(id).map(({ type }) => type)).toContain(definition.type);
    expect(JSON.stringify(ledger.history(id))).not.toMatch(/Robert|https?:/);
  },
);

test('leaves an event of an unknown job aside, and says so', async () => {
  const stranger = randomUUID();

  expect(await handler.handle(eventOf(recordingPrepared, stranger))).toEqual([]);

  expect(await ledger.find(stranger)).toBeUndefined();
  expect(lines.join()).toContain('never submitted here');
});
