import { randomUUID } from 'node:crypto';
import { meetingTranscribed } from '@meeting-intelligence/contracts';
import { autoTeardown, eventually, leakCheck, testDatabase } from '@meeting-intelligence/testing';
import { DataSource } from 'typeorm';
import type { FastifyRequest } from 'fastify';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { GiveMeetingsOwners1795400000000 } from '../src/adapters/migrations/1795400000000-give-meetings-owners.js';
import type { PersistenceConfig } from '../src/config.js';
import { meetingIdOf } from '../src/meetings.js';
import { persistenceService } from '../src/persistence.module.js';
import { transcribed } from './a-meeting.js';
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

test('refuses the internal credential without an owner', async () => {
  const response = await persistence.getMeeting(randomUUID(), { authorization: `Bearer ${token}` });

  expect(response.status).toBe(400);
  expect(await response.json()).toMatchObject({ code: 'INVALID_REQUEST' });
});

test('only who has the internal credential goes on in its own trace', () => {
  const asked = (authorization?: string) => ({ headers: { authorization } }) as unknown as FastifyRequest;
  const { isInternal } = persistenceService.http!;
  const config = { INTERNAL_TOKEN: token } as PersistenceConfig;

  expect(isInternal?.(asked(`Bearer ${token}`), config)).toBe(true);
  expect(isInternal?.(asked('Bearer guessed'), config)).toBe(false);
  expect(isInternal?.(asked(), config)).toBe(false);
});

/** Without what differs from request to request. */
async function problemOf(response: Response): Promise<object> {
  const problem = (await response.json()) as object;
  return { ...problem, instance: undefined, request_id: undefined };
}

test('shows a meeting to its owner, and to others as one that is not there', async () => {
  const jobId = randomUUID();
  await persistence.bus.publish([transcribed(jobId)]);
  await eventually(() => expect(persistence.published(jobId, meetingTranscribed.type)).toHaveLength(1));
  const read = (owner: string) =>
    persistence.getMeeting(meetingIdOf(jobId), { authorization: `Bearer ${token}`, 'x-owner': owner });

  expect((await read('cms')).status).toBe(200);
  // The gateway wants to know whose lines and spans these are: a meeting has an id of its own.
  expect((await read('cms')).headers.get('x-job-id')).toBe(jobId);
  for (const stranger of ['default', 'CMS', '%']) {
    const response = await read(stranger);
    const unknown = await persistence.getMeeting(randomUUID());
    expect(response.status).toBe(404);
    expect(await problemOf(response)).toEqual(await problemOf(unknown));
  }
});

test('a meeting from before there were owners belongs to default', async () => {
  const jobId = randomUUID();
  await persistence.bus.publish([transcribed(jobId)]);
  await eventually(() => expect(persistence.published(jobId, meetingTranscribed.type)).toHaveLength(1));
  const runner = persistence.service.app.get(DataSource).createQueryRunner();
  const migration = new GiveMeetingsOwners1795400000000();
  await migration.down(runner);
  await migration.up(runner);
  await runner.release();

  const headers = { authorization: `Bearer ${token}`, 'x-owner': 'default' };
  expect((await persistence.getMeeting(meetingIdOf(jobId), headers)).status).toBe(200);
  expect((await persistence.getMeeting(meetingIdOf(jobId))).status).toBe(404);
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
