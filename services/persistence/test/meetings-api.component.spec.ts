import { randomUUID } from 'node:crypto';
import { autoTeardown, leakCheck, testDatabase } from '@meeting-intelligence/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { RunningPersistence, token } from './running-persistence.js';

const leaks = leakCheck();
const teardown = autoTeardown();
let persistence: RunningPersistence;

beforeAll(async () => {
  const database = teardown.use(await testDatabase());
  persistence = teardown.use(await RunningPersistence.start(database.url));
}, 120_000);

afterAll(async () => {
  await teardown.run();
  await leaks.assertNone();
});

test.each([
  ['no credential', {}, 401, 'UNAUTHORIZED'],
  ['a wrong credential', { authorization: 'Bearer wrong' }, 401, 'UNAUTHORIZED'],
  ['another scheme', { authorization: `Basic ${token}` }, 401, 'UNAUTHORIZED'],
])('refuses %s with a problem', async (_, headers: Record<string, string>, status, code) => {
  const response = await persistence.getMeeting(randomUUID(), headers);

  expect(response.status).toBe(status);
  expect(response.headers.get('content-type')).toMatch('application/problem+json');
  expect(await response.json()).toMatchObject({
    status,
    code,
    request_id: response.headers.get('x-request-id'),
  });
});

test.each([
  ['an unknown id', randomUUID(), 'MEETING_NOT_FOUND'],
  ['what is no id', 'not-a-uuid', 'MEETING_NOT_FOUND'],
  ['SQL in place of an id', "'%20or%201=1--", 'MEETING_NOT_FOUND'],
  ['an unknown path', `${randomUUID()}/words`, 'NOT_FOUND'],
])('answers 404 to %s', async (_, id, code) => {
  const response = await persistence.getMeeting(id);

  expect(response.status).toBe(404);
  expect(response.headers.get('content-type')).toMatch('application/problem+json');
  expect(await response.json()).toMatchObject({ code });
});
