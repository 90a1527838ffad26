import 'reflect-metadata';
import { once } from 'node:events';
import { Agent, get, type IncomingMessage } from 'node:http';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { loadConfig } from '@meeting-intelligence/config';
import {
  eventsConsumedBy,
  meetingCompleted,
  transcriptCreated,
  type EventDraft,
  type ServiceName,
} from '@meeting-intelligence/contracts';
import { AppError } from '@meeting-intelligence/errors';
import { InMemoryEventBus, rootEvent } from '@meeting-intelligence/messaging';
import { forgetRendering, registry, scrape } from '@meeting-intelligence/metrics';
import type { ObjectStore } from '@meeting-intelligence/storage';
import { createLogger } from '@meeting-intelligence/telemetry';
import { Controller, Module } from '@nestjs/common';
import { EventPattern } from '@nestjs/microservices';
import { eventually } from '@meeting-intelligence/testing';
import type { FastifyInstance } from 'fastify';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createService, serviceFields, type RunningService, type ServiceDefinition } from '../src/index.js';

let service: RunningService | undefined;
let lines: Record<string, unknown>[];
beforeEach(() => {
  lines = [];
  registry.resetMetrics();
});
afterEach(() => service?.stop());

const config = loadConfig(serviceFields, {
  AMQP_URL: 'amqp://nobody',
  STORAGE_URL: 'file:///nowhere',
  HEALTH_PORT: '0',
  GRACE_PERIOD_MS: '2000',
});

function analysis(handle: () => Promise<EventDraft[]>): ServiceDefinition {
  @Controller()
  class Handler {
    @EventPattern<string[]>(eventsConsumedBy('analysis').map(({ type }) => type))
    handle() {
      return handle();
    }
  }
  @Module({ controllers: [Handler] })
  class AnalysisModule {}
  return { name: 'analysis', fields: serviceFields, module: () => ({ module: AnalysisModule }) };
}

async function start(definition: ServiceDefinition) {
  const bus = new InMemoryEventBus();
  const logger = createLogger({ name: definition.name, version: '0' }, 'info', {
    write: (line) => void lines.push(JSON.parse(line)),
  });
  service = await createService(definition, config, { bus, logger, store: {} as ObjectStore });
  return bus;
}

function transcript() {
  const source: ServiceName = 'transcription';
  const subject = '7c9e6679-7425-40de-944b-e07fc1f90ae7';
  return rootEvent(transcriptCreated(transcriptCreated.example), {
    source,
    subject,
    owner: 'default',
    generation: 1,
  });
}

async function scraped(): Promise<string[]> {
  forgetRendering();
  return (await (await fetch(`${service?.healthUrl}/metrics`)).text()).split('\n');
}

const health = async (path: string) => (await fetch(`${service?.healthUrl}/${path}`)).status;

test('is alive and ready once it runs, and answers no more when it is stopped', async () => {
  await start(analysis(() => Promise.resolve([])));

  expect(await health('live')).toBe(200);
  expect(await health('ready')).toBe(200);

  await service?.stop();
  await expect(health('live')).rejects.toThrow();
  service = undefined;
});

test('stopping waits for the event in flight and keeps its outcome', async () => {
  const gate = Promise.withResolvers<EventDraft[]>();
  let started = false;
  const bus = await start(
    analysis(() => {
      started = true;
      return gate.promise;
    }),
  );
  await bus.publish([transcript()]);
  await eventually(() => expect(started).toBe(true));

  const stopped = service?.stop();
  await eventually(async () => expect(await health('ready')).toBe(503));
  gate.resolve([meetingCompleted(meetingCompleted.example)]);
  await stopped;
  service = undefined;

  expect(bus.published.map(({ type }) => type)).toContain(meetingCompleted.type);
});

test('what a handler throws reaches the dead letter with its code', async () => {
  const bus = await start(
    analysis(() => Promise.reject(new AppError('LANGUAGE_PROVIDER_REJECTED', 'no such model'))),
  );

  await bus.publish([transcript()]);

  const [letter] = await eventually(() => {
    const letters = bus.deadLetters('analysis.transcript.created.v1');
    expect(letters).toHaveLength(1);
    return letters;
  });
  expect(letter?.headers).toMatchObject({ 'x-error-code': 'LANGUAGE_PROVIDER_REJECTED', 'x-attempt': 1 });
});

test('does not start with handlers that differ from the pipeline', async () => {
  @Module({})
  class Empty {}
  const definition: ServiceDefinition = {
    name: 'analysis',
    fields: serviceFields,
    module: () => ({ module: Empty }),
  };

  await expect(start(definition)).rejects.toThrow('no handler for transcript.created.v1');
  service = undefined;
});

test('stopping waits for the request in flight, and not for its client to hang up', async () => {
  const [asked, answer] = [Promise.withResolvers<void>(), Promise.withResolvers<string>()];
  await start({
    ...analysis(async () => []),
    http: {
      port: () => 0,
      configure: (app) => {
        const fastify: FastifyInstance = app.getHttpAdapter().getInstance();
        fastify.get('/slow', () => (asked.resolve(), answer.promise));
      },
    },
  });
  const agent = new Agent({ keepAlive: true });
  const response = once(get(`${service!.url}/slow`, { agent }), 'response') as Promise<[IncomingMessage]>;
  await asked.promise;

  const stopped = service!.stop().then(() => 'stopped');
  await sleep(300); // until the server takes no new connections
  answer.resolve('slow');

  expect(await text((await response)[0])).toBe('slow');
  expect(await Promise.race([stopped, sleep(3_000, 'still waiting')])).toBe('stopped');
  agent.destroy();
});

test.each([
  ['who says nothing', ''],
  ['who begins to ask and does not go on', 'GET / HT'],
])('stopping does not wait for a client %s', async (_, bytes) => {
  await start({ ...analysis(async () => []), http: { port: () => 0 } });
  const client = connect(Number(new URL(service!.url!).port), '127.0.0.1');
  await once(client, 'connect');
  client.write(bytes);
  client.resume();

  const stopped = service!.stop().then(() => 'stopped');

  expect(await Promise.race([stopped, sleep(3_000, 'still waiting')])).toBe('stopped');
  service = undefined;
});

test('stopping does not wait longer than the grace period for a request that goes on and on', async () => {
  const asked = Promise.withResolvers<void>();
  await start({
    ...analysis(async () => []),
    http: {
      port: () => 0,
      configure: (app) => {
        const fastify: FastifyInstance = app.getHttpAdapter().getInstance();
        fastify.get('/endless', () => (asked.resolve(), new Promise(() => undefined)));
      },
    },
  });
  const cut = fetch(`${service!.url}/endless`).catch(() => 'cut');
  await asked.promise;

  const stopped = service!.stop().then(() => 'stopped');

  expect(await Promise.race([stopped, sleep(config.GRACE_PERIOD_MS + 2_000, 'still waiting')])).toBe(
    'stopped',
  );
  expect(await cut).toBe('cut');
  service = undefined;
  expect(lines.filter(({ level }) => level === 'warn')).toMatchObject([
    { msg: 'requests were cut: the grace period is over', requests: 1, grace_period_ms: 2_000 },
  ]);
  forgetRendering();
  expect((await scrape()).body).toContain('http_server_cut_requests_total 1\n');
});

test('tells its slots by queue and its grace period from the start', async () => {
  await start(analysis(async () => []));

  const told = await scraped();

  expect(told).toContain('worker_drain_grace_seconds 2');
  for (const { type } of eventsConsumedBy('analysis')) {
    expect(told).toContain(`worker_slots{queue="analysis.${type}"} 2`);
    expect(told).toContain(`worker_slots_busy{queue="analysis.${type}"} 0`);
  }
  expect(told).toContain('http_server_cut_requests_total 0');
});

test('a URL that no route can have is measured and has its line, like every other request', async () => {
  await start({ ...analysis(async () => []), http: { port: () => 0 } });

  const answer = await fetch(`${service!.url}/%E0%A4%A?token=secret`);

  expect(answer.status).toBe(400);
  await eventually(() => expect(lines.filter(({ msg }) => msg === 'request')).toHaveLength(1));
  expect(lines.find(({ msg }) => msg === 'request')).toMatchObject({
    method: 'GET',
    path: '/%E0%A4%A',
    status: 400,
    reason: 'FST_ERR_BAD_URL',
  });
  expect(await scraped()).toContain(
    'http_server_request_duration_seconds_count{http_request_method="GET",http_route="unmatched",http_response_status_code="400"} 1',
  );
});

test('when it stops, what holds answers open is told before the drain', async () => {
  const told: string[] = [];
  const definition = {
    ...analysis(async () => []),
    http: { port: () => 0, stopping: () => void told.push('stopping') },
  };
  const bus = await start(definition);
  const drain = bus.drain.bind(bus);
  bus.drain = (gracePeriodMs) => {
    told.push('drain');
    return drain(gracePeriodMs);
  };

  await service?.stop();

  expect(told.slice(0, 2)).toEqual(['stopping', 'drain']);
  service = undefined;
});
