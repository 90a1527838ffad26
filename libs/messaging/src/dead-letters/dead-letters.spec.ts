import { randomUUID } from 'node:crypto';
import {
  jobCancelled,
  jobSubmitted,
  recordingRequested,
  transcriptCreated,
  type Envelope,
  type EventDraft,
} from '@meeting-intelligence/contracts';
import { expect, test } from 'vitest';
import { rootEvent } from '../new-event.js';
import type { DeadMessage } from './dead-message.js';
import { describeDeadLetter } from './describe-dead-letter.js';
import { editableText, EditFaults, readEdited } from './edit.js';
import { exportDeadLetter, readExported } from './export.js';
import { deadLetterId } from './identity.js';
import { replayOf } from './replay.js';

const queue = 'transcription.job.submitted.v1';

test('an id follows from the copy and its queue; of a foreign message, from what it is', () => {
  const message = dead({}, { 'x-copy': 'c' });

  expect(deadLetterId(message)).toMatch(/^[0-9a-f]{12}$/);
  expect(deadLetterId({ ...message, headers: { 'x-copy': 'c', 'x-delivery-count': 3 } })).toBe(
    deadLetterId(message),
  );
  expect(deadLetterId({ ...message, queue: 'notification.job.submitted.v1' })).not.toBe(
    deadLetterId(message),
  );
  const foreign = dead('hello', {});
  expect(deadLetterId({ ...foreign, headers: { 'x-delivery-count': 9 } })).toBe(deadLetterId(foreign));
  expect(deadLetterId(dead('hallo', {}))).not.toBe(deadLetterId(foreign));
});

test('the broker’s reason is that of the work queue, not that of a delay queue before it', () => {
  const time = { '!': 'timestamp', value: 1_800_000_000 };
  const letter = describeDeadLetter(
    dead(event(), {
      'x-first-death-reason': 'expired',
      'x-death': [
        { queue: `p.${queue}`, reason: 'delivery_limit', time },
        { queue: `p.${queue}.retry.60s`, reason: 'expired', time: { '!': 'timestamp', value: 1 } },
      ],
    }),
  );

  expect(letter).toMatchObject({ reason: 'delivery_limit', diedAt: new Date(1_800_000_000_000) });
});

test('whatever is in a dead-letter queue has a description', () => {
  const odd = {
    'x-death': 'no table',
    'x-attempt': 'many',
    'x-dead-at': 'never',
    'x-attempts': '{',
    'x-error-stack': 7,
  };
  expect(describeDeadLetter(dead(Buffer.from([0xff]), odd))).toMatchObject({
    reason: 'unknown',
    attempts: 1,
    diedAt: undefined,
    jobId: undefined,
  });
});

test('a new generation keeps the checkpoint, the place of the data and what this build does not know', () => {
  const attributes = withoutData(event(transcriptCreated(transcriptCreated.example)));
  const original = {
    ...attributes,
    dataref: `events/${attributes.subject}/${attributes.id}.json`,
    checkpoint: { paid: 1 },
    tenant: 't',
  };
  const now = new Date('2026-11-20T10:00:00Z');

  const replay = replayOf({ ...dead(original), queue: 'analysis.transcript.created.v1' }, now);

  const { id, generation, causationid, time, ...rest } = JSON.parse(
    replay.body.toString(),
  ) as typeof original & { causationid: string };
  expect({ id, generation, causationid, time }).toEqual({
    id: replay.eventId,
    generation: 2,
    causationid: original.id,
    time: now.toISOString(),
  });
  expect(original).toMatchObject(rest);
  expect(replayOf({ ...dead(original), queue: 'analysis.transcript.created.v1' }).eventId).toBe(id);
});

test('a cancellation is the same order again: a new generation of it would cancel what does not exist', () => {
  const original = event(jobCancelled(jobCancelled.example));

  const replay = replayOf({ ...dead(original), queue: 'transcription.job.cancelled.v1' });

  expect(replay).toMatchObject({ isNewGeneration: false, eventId: original.id, generation: 1 });
  expect(JSON.parse(replay.body.toString())).toEqual(original);
});

test.each([
  ['a new generation for ingest, which fetches it', 'ingest.recording.requested.v1', 2],
  ['the same event for notification, which notes its webhook', 'notification.recording.requested.v1', 1],
])('a recording to be fetched is %s', (_, ofQueue, generation) => {
  const original = event(recordingRequested(recordingRequested.example));

  expect(replayOf({ ...dead(original), queue: ofQueue })).toMatchObject({ generation });
});

test('what is no event cannot be replayed', () => {
  expect(() => replayOf(dead('{"half": '))).toThrow(/expected JSON, got 9 bytes/);
  expect(() => replayOf(dead({ id: 1 }))).toThrow(/expected an event envelope/);
});

test('an event is edited without its checkpoint, and every fault is named', () => {
  const original = event();
  const message = dead({ ...original, checkpoint: { attempts: 3 } });
  expect(JSON.parse(editableText(message))).toEqual(original);
  expect(readEdited(editableText(message), message)).toEqual(original);

  const faults = faultsOf(
    { ...original, id: randomUUID(), generation: 7, dataref: 'elsewhere', data: undefined },
    message,
  );

  expect(faults.map((fault) => fault.split(':')[0])).toEqual(['id', 'generation', 'dataref']);
  expect(faultsOf({ ...original, data: { webhook: {} } }, message)).toContain(
    'data.recording: Invalid input: expected object, received undefined',
  );
  expect(() => readEdited('[]', message)).toThrow('got an array');
});

test('the data of a claim-checked event stays in the store', () => {
  const attributes = withoutData(event());
  const original = { ...attributes, dataref: `events/${attributes.subject}/x.json` };

  expect(
    readEdited(JSON.stringify({ ...original, time: '2026-11-20T10:00:00Z' }), dead(original)),
  ).toMatchObject({ dataref: original.dataref });
  expect(faultsOf({ ...original, data: {} }, dead(original))[0]).toContain('in the object store');
});

test('an export has all it takes to make the message again', () => {
  const message = dead(Buffer.from([0xff, 0x00]), { 'x-copy': 'c', 'x-death': [{ reason: 'expired' }] });

  expect(readExported(JSON.stringify(exportDeadLetter(message)))).toEqual(message);
  expect(exportDeadLetter(dead('text')).body).toBe('text');
});

function event(draft: EventDraft = jobSubmitted(jobSubmitted.example)) {
  return rootEvent(draft, { source: 'ingest', subject: randomUUID(), owner: 'cms', generation: 1 });
}

function dead(body: object | string | Buffer, headers: Record<string, unknown> = {}): DeadMessage {
  const bytes =
    typeof body === 'string' || Buffer.isBuffer(body) ? Buffer.from(body) : Buffer.from(JSON.stringify(body));
  return { queue, fullQueue: `p.${queue}`, body: bytes, headers, properties: {} };
}

function withoutData(whole: Envelope): Omit<Envelope, 'data'> {
  return Object.fromEntries(Object.entries(whole).filter(([name]) => name !== 'data')) as Omit<
    Envelope,
    'data'
  >;
}

function faultsOf(edited: object, message: DeadMessage): readonly string[] {
  try {
    readEdited(JSON.stringify(edited), message);
  } catch (error) {
    if (error instanceof EditFaults) return error.faults;
  }
  throw new Error('expected EditFaults');
}
