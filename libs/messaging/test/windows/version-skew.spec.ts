// Services that are not of one version, or not there yet: nothing is lost, nobody is stopped.
import { defineEvent, jobSubmitted, type Envelope, type PipelineRow } from '@meeting-intelligence/contracts';
import { autoTeardown, eventually, testBroker } from '@meeting-intelligence/testing';
import { afterEach, expect, test } from 'vitest';
import { createRabbitMqEventBus, deadLetterHeaders } from '../../src/index.js';
import { configFor, startRabbitMq, untilReady } from '../rabbitmq.js';
import {
  eventIn,
  newEvent,
  recorder,
  silent,
  smallPipeline,
  submitted,
  subscribeHandler,
} from '../support.js';

const teardown = autoTeardown(afterEach);
const types = ['job.submitted.v1'];

test('an event of a version that nobody here knows is dead-lettered with that reason, and the next one is handled', async () => {
  const { bus, deadLetters, inject, waiting } = await startRabbitMq(teardown, { CONCURRENCY: 1 });
  const handled: string[] = [];
  subscribeHandler(bus, async ({ id }) => void handled.push(id));
  await untilReady(bus);
  const [newer, next] = [{ ...newEvent(), type: 'job.submitted.v2' }, newEvent()];

  await inject(submitted, JSON.stringify(newer));
  await bus.publish([next]);

  await eventually(() => expect(handled).toEqual([next.id]));
  const [letter] = await eventually(async () => {
    const letters = await deadLetters(submitted);
    expect(letters).toHaveLength(1);
    return letters;
  });
  expect(eventIn(letter!)).toEqual(newer);
  expect(letter!.headers).toMatchObject({
    [deadLetterHeaders.reason]: 'permanent',
    [deadLetterHeaders.errorCode]: 'EVENT_UNKNOWN',
    [deadLetterHeaders.errorMessage]: 'expected an event that transcription consumes, got job.submitted.v2',
    [deadLetterHeaders.eventType]: 'job.submitted.v2',
  });
  const [telling] = await eventually(async () => {
    const tellings = await waiting('ingest.job.failed.v1');
    expect(tellings).toHaveLength(1);
    return tellings;
  });
  expect(eventIn(telling!)).toMatchObject({
    causationid: newer.id,
    data: { error: { code: 'EVENT_UNKNOWN' } },
  });
});

test('events published before the first deployment of their consumer wait for it, in their order', async () => {
  const broker = await testBroker();
  teardown.add('test broker', () => broker.close());
  const start = (service: 'ingest' | 'transcription', pipeline = smallPipeline) =>
    teardown.use(
      createRabbitMqEventBus(
        { ...configFor(broker.amqpUrl, broker.prefix), CONCURRENCY: 1 },
        { logger: silent, service: { name: service, version: '1' }, pipeline },
      ),
    );
  const publisher = start('ingest');
  await untilReady(publisher);
  const events = Array.from({ length: 5 }, () => newEvent());

  for (const event of events) await publisher.publish([event]);
  await publisher.close();
  const consumer = start('transcription');
  const { deliver, ids } = recorder();
  consumer.subscribe({ service: 'transcription', types, deliver });

  await eventually(() => expect(ids()).toEqual(events.map(({ id }) => id)));
});

test('events of the next version wait beside those of this one until their consumer is deployed', async () => {
  const { summary, schema, example } = jobSubmitted;
  const submittedNext = defineEvent({ type: 'job.submitted.v2', summary, schema, example });
  const next: readonly PipelineRow[] = [
    ...smallPipeline,
    { event: submittedNext, publishedBy: ['ingest'], consumedBy: ['transcription'] },
  ];
  const { bus: old, another, deadLetters } = await startRabbitMq(teardown);
  const now = recorder();
  old.subscribe({ service: 'transcription', types, deliver: now.deliver });
  const publisher = another({}, { pipeline: next });
  await Promise.all([untilReady(old), untilReady(publisher)]);
  const [ofNow, ofNext]: Envelope[] = [newEvent(), { ...newEvent(), type: submittedNext.type }];

  await publisher.publish([ofNext!, ofNow!]);
  await eventually(() => expect(now.ids()).toEqual([ofNow!.id]));
  const later = recorder();
  another({}, { pipeline: next }).subscribe({
    service: 'transcription',
    types: [submittedNext.type],
    deliver: later.deliver,
  });

  await eventually(() => expect(later.ids()).toEqual([ofNext!.id]));
  expect(now.ids()).toEqual([ofNow!.id]);
  expect(await deadLetters(submitted)).toEqual([]);
});
