import { randomUUID } from 'node:crypto';
import { meetingCompleted, stageFailed } from '@meeting-intelligence/contracts';
import {
  autoTeardown,
  databaseText,
  eventually,
  leakCheck,
  testDatabase,
} from '@meeting-intelligence/testing';
import { DataSource } from 'typeorm';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { meetingIdOf } from '../src/meetings.js';
import { analysed, cancelled, erased, fullAnalysis, transcribed, twoSpeakers } from './a-meeting.js';
import { RunningPersistence } from './running-persistence.js';

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

/** Words that stand in what the meeting of the example holds. */
const canaries = ['Robert', 'They ship on Friday', 'Write the notes', 'article-4711', 'Weekly planning'];

async function textOfDatabase(): Promise<string> {
  const database = persistence.service.app.get(DataSource);
  return databaseText((sql) => database.query(sql));
}

async function rowsOf(jobId: string): Promise<unknown[]> {
  return persistence.service.app
    .get(DataSource)
    .query('select is_erased, analysis from meetings.arrivals where job_id = $1', [jobId]);
}

test('an erased job leaves its id and nothing else', async () => {
  const jobId = randomUUID();
  await persistence.bus.publish([transcribed(jobId, twoSpeakers), analysed(jobId, fullAnalysis)]);
  await eventually(() => expect(persistence.published(jobId, meetingCompleted.type)).toHaveLength(1));
  const before = await textOfDatabase();
  for (const canary of canaries) expect(before).toContain(canary);

  await persistence.bus.publish([erased(jobId)]);
  await persistence.bus.idle();

  const after = await textOfDatabase();
  for (const canary of canaries) expect(after).not.toContain(canary);
  expect((await persistence.getMeeting(meetingIdOf(jobId))).status).toBe(404);
  expect(await rowsOf(jobId)).toEqual([{ is_erased: true, analysis: null }]);
});

test('what comes of an erased job late, again or as a replay stores nothing and tells nothing', async () => {
  const jobId = randomUUID();
  await persistence.bus.publish([erased(jobId)]);
  await persistence.bus.idle();

  for (const generation of [1, 2])
    await persistence.bus.publish([
      analysed(jobId, fullAnalysis, generation),
      transcribed(jobId, twoSpeakers, generation),
    ]);
  await persistence.bus.publish([cancelled(jobId), erased(jobId)]);
  await persistence.bus.idle();

  expect(await rowsOf(jobId)).toEqual([{ is_erased: true, analysis: null }]);
  expect((await persistence.getMeeting(meetingIdOf(jobId))).status).toBe(404);
  expect(
    persistence.bus.published.filter(({ subject, source }) => subject === jobId && source !== 'test'),
  ).toEqual([]);
});

test('a job that is erased while its halves arrive leaves nothing, whatever comes first', async () => {
  const jobs = Array.from({ length: 12 }, () => randomUUID());

  await Promise.all(
    jobs.map((jobId) =>
      Promise.all([
        persistence.bus.publish([transcribed(jobId, twoSpeakers)]),
        persistence.bus.publish([erased(jobId)]),
        persistence.bus.publish([analysed(jobId, fullAnalysis)]),
      ]),
    ),
  );
  await persistence.bus.idle();

  for (const jobId of jobs) {
    expect(await rowsOf(jobId)).toEqual([{ is_erased: true, analysis: null }]);
    expect((await persistence.getMeeting(meetingIdOf(jobId))).status).toBe(404);
  }
});

test('a deletion that is given up is no failure of the job', async () => {
  const jobId = randomUUID();
  persistence.bus.inject(
    'persistence.job.erased.v1',
    JSON.stringify({ ...erased(jobId), data: 'of another shape' }),
  );
  await persistence.bus.idle();

  expect(persistence.bus.deadLetters('persistence.job.erased.v1')).toHaveLength(1);
  expect(persistence.published(jobId, stageFailed.type)).toEqual([]);
});
