import { request } from 'node:http';
import { aboutJob } from '@meeting-intelligence/http';
import { createLogger, withLogContext } from '@meeting-intelligence/telemetry';
import { autoTeardown, eventually } from '@meeting-intelligence/testing';
import { fastify } from 'fastify';
import { afterEach, expect, test } from 'vitest';
import { logRequests } from './log-requests.js';

const teardown = autoTeardown(afterEach);
const jobId = '7c9e6679-7425-40de-944b-e07fc1f90ae7';

async function serving() {
  const lines: Record<string, unknown>[] = [];
  const arrived = Promise.withResolvers<void>();
  const app = fastify({ forceCloseConnections: true });
  teardown.add('server', () => app.close());
  // As what traces a request does.
  app.addHook('onRequest', (_request, _reply, next) => withLogContext({ stage: 'traced' }, next));
  logRequests(
    app,
    createLogger({ name: 'ingest', version: 'test' }, 'info', {
      write: (line) => void lines.push(JSON.parse(line)),
    }),
  );
  app.get('/v1/jobs/:id', async () => ({}));
  app.get('/v1/jobs/:id/events', () => {
    arrived.resolve();
    return new Promise(() => undefined);
  });
  app.get('/v1/meetings/:id', (asked) => aboutJob(asked, jobId, async () => ({})));
  return { lines, arrived: arrived.promise, url: await app.listen({ port: 0, host: '127.0.0.1' }) };
}

test.each([
  ['of the route', `/v1/jobs/${jobId.toUpperCase()}`, jobId],
  ['that turned out', '/v1/meetings/0d5f7ed2-3b1c-4f0e-9d40-6f1b2f1c7a10', jobId],
  ['that is none', '/v1/jobs/canary', undefined],
])('the line of a request has the job %s', async (_, path, expected) => {
  const { lines, url } = await serving();

  await (await fetch(url + path)).text();

  await eventually(() => expect(lines).toHaveLength(1));
  expect(lines[0]?.job_id).toBe(expected);
});

test('the line of a client that went away is written inside of its request, as every other', async () => {
  const { lines, url, arrived } = await serving();
  const leaving = request(`${url}/v1/jobs/${jobId}/events`).on('error', () => undefined);
  leaving.end();
  await arrived;

  leaving.destroy();

  await eventually(() => expect(lines).toMatchObject([{ is_aborted: true, job_id: jobId, stage: 'traced' }]));
});
