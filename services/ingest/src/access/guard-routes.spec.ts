import fastify from 'fastify';
import { expect, test } from 'vitest';
import { guardRoutes } from './guard-routes.js';

test('nobody waits long for a key that cannot be looked up', async () => {
  const server = fastify();
  guardRoutes(server, { authenticate: () => new Promise<never>(() => {}) });
  server.get('/v1/jobs', () => 'jobs');

  const answer = await fetch(`${await server.listen({ port: 0, host: '127.0.0.1' })}/v1/jobs`);
  await server.close();

  expect(await answer.json()).toMatchObject({ code: 'SERVICE_UNAVAILABLE' });
}, 10_000);
