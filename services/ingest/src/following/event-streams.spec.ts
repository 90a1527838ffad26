import { once } from 'node:events';
import { createServer, IncomingMessage, ServerResponse } from 'node:http';
import { Socket, type AddressInfo } from 'node:net';
import { AppError } from '@meeting-intelligence/errors';
import { createLogger } from '@meeting-intelligence/telemetry';
import { autoTeardown, eventually } from '@meeting-intelligence/testing';
import type { FastifyReply } from 'fastify';
import { afterEach, expect, test } from 'vitest';
import { EventClient } from '../../test/following/event-client.js';
import { EventStreams, type EventStreamWork } from './event-streams.js';
import { OpenAnswers } from './open-answers.js';

const teardown = autoTeardown(afterEach);

async function opened(work: EventStreamWork) {
  const answers = new OpenAnswers();
  const lines: string[] = [];
  const logger = createLogger({ name: 'ingest', version: 'test' }, 'info', {
    write: (line) => void lines.push(line),
  });
  const streams = new EventStreams(answers, logger, 5);
  const server = createServer((_, raw) => {
    const reply = { raw, getHeaders: () => ({ 'x-request-id': 'r1' }), hijack: () => undefined };
    void streams.open({ method: 'GET' }, reply as unknown as FastifyReply, work);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  teardown.add('server', () => {
    server.closeAllConnections();
    return new Promise((resolve) => server.close(resolve));
  });
  const client = await EventClient.open(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  return { client, answers, lines };
}

/** Until the stream is closed. */
const waiting: EventStreamWork['send'] = (stream) => stream.bell.rung();

test('ends for a reader whose key is no good any more', async () => {
  let refusal: AppError | undefined;
  let checks = 0;
  const checkReader = async () => {
    checks += 1;
    if (refusal) throw refusal;
  };
  const { client, answers } = await opened({ send: waiting, checkReader });
  refusal = new AppError('DATABASE_UNAVAILABLE', 'away');
  const before = checks;
  await eventually(() => expect(checks).toBeGreaterThan(before + 2));
  expect(answers.count).toBe(1);

  refusal = new AppError('UNAUTHORIZED', 'revoked');
  await client.ended;

  expect(client.isWhole).toBe(true);
  expect(answers.count).toBe(0);
});

test('ends when the service stops', async () => {
  const { client, answers } = await opened({ send: waiting });

  answers.endAll();
  await client.ended;

  expect(client.isWhole).toBe(true);
});

test('ends, and says so in the log, when its work fails', async () => {
  const { client, lines } = await opened({ send: () => Promise.reject(new Error('a fault of ours')) });
  await client.ended;

  expect(client.isWhole).toBe(true);
  expect(lines.join()).toContain('a fault of ours');
});

test('of a client that left before its stream began nothing is left', async () => {
  let isClosed: boolean | undefined;
  const answers = new OpenAnswers();
  const logger = createLogger({ name: 'ingest', version: 'test' }, 'fatal');
  const raw = new ServerResponse(new IncomingMessage(new Socket()));
  raw.destroy();
  const reply = { raw, getHeaders: () => ({}), hijack: () => undefined } as unknown as FastifyReply;

  await new EventStreams(answers, logger).open({ method: 'GET' }, reply, {
    send: async (stream) => void (isClosed = stream.isClosed),
  });

  expect(isClosed).toBe(true);
  expect(answers.count).toBe(0);
});
