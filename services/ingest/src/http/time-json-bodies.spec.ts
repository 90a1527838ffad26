import { setTimeout as sleep } from 'node:timers/promises';
import type { RejectedRequest } from '@meeting-intelligence/http';
import fastify, { type FastifyError, type FastifyInstance } from 'fastify';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { timeJsonBodies } from './time-json-bodies.js';

const withinMs = 100;
let server: FastifyInstance;

beforeEach(() => {
  server = fastify({ bodyLimit: 1_000, forceCloseConnections: true });
  timeJsonBodies(server, withinMs);
  server.setErrorHandler<RejectedRequest & FastifyError>((error, _request, reply) =>
    reply.code(error.status ?? error.statusCode ?? 500).send(),
  );
  server.get('/', () => 'got');
  server.post('/', () => 'taken');
});
afterEach(() => server.close());

const send = async (init: RequestInit) => {
  const response = await fetch(await server.listen({ port: 0, host: '127.0.0.1' }), {
    headers: { 'content-type': 'application/json' },
    ...init,
  });
  // What is left of the request ends by itself, and nothing is thrown that nobody catches.
  await sleep(3 * withinMs);
  return response.status;
};

test('a request that says JSON and has no body is answered, and its time is over with it', async () => {
  expect(await send({})).toBe(200);
});

test('a body that is too large is refused, and its time is over with the answer', async () => {
  expect(await send({ method: 'POST', body: `"${'x'.repeat(2_000)}"` })).toBe(413);
});

test('a body that does not end in time is refused', async () => {
  const never = new ReadableStream({ start: (controller) => controller.enqueue(Buffer.from('{')) });

  expect(await send({ method: 'POST', body: never, duplex: 'half' })).toBe(408);
});
