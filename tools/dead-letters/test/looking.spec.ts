// The command as an operator runs it: a process, a broker, and nothing else.
import { deadLetterId } from '@meeting-intelligence/messaging';
import { autoTeardown } from '@meeting-intelligence/testing';
import { afterEach, expect, test } from 'vitest';
import { ingest, install, onlyId, spawned, transcription } from './command.js';

const teardown = autoTeardown(afterEach);
const HOUR_MS = 3_600_000;

test('lists what is dead, oldest first, for people and for machines', async () => {
  const { bury, run, untilDead } = await install(teardown);
  const newer = await bury({ at: new Date(Date.now() - HOUR_MS), queue: ingest });
  const older = await bury({ at: new Date(Date.now() - 50 * HOUR_MS) });
  await untilDead(transcription, 1);
  await untilDead(ingest, 1);

  const people = await run(['list']);
  const machines = await run(['list', '--json']);

  expect(people.status).toBe(0);
  const [heading, first, second] = people.stdout.split('\n');
  expect(heading).toMatch(/^ID +AGE +QUEUE +JOB +CODE +TRIES +MESSAGE/);
  expect(first).toMatch(
    new RegExp(
      `^[0-9a-f]{12} +2d +${transcription} +${older.subject.slice(0, 8)} +AUDIO_UNREADABLE +4 +expected audio`,
    ),
  );
  expect(second).toContain(newer.subject.slice(0, 8));
  expect(people.stdout).not.toContain('\u001b'); // a message cannot steer the terminal
  expect(people.stderr).toContain('2 dead letters in 2 queues');
  expect(machines.lines()).toMatchObject([
    { queue: transcription, job_id: older.subject, event_id: older.id, attempts: 4, reason: 'permanent' },
    { queue: ingest, job_id: newer.subject, code: 'AUDIO_UNREADABLE', error_class: 'AppError' },
  ]);
  expect((await run(['list', '--json'])).stdout).toBe(machines.stdout);
});

test('two that look at the same time see everything each', async () => {
  const { bury, run, untilDead } = await install(teardown);
  for (let each = 0; each < 50; each += 1) await bury();
  await untilDead(transcription, 50);

  const both = await Promise.all([run(['list', '--json']), run(['list', '--json'])]);

  for (const ended of both) expect(ended.lines()).toHaveLength(50);
  expect(both.map(({ status }) => status)).toEqual([0, 0]);
});

test('filters by queue, service, code, reason, job, time and number', async () => {
  const { bury, run, untilDead } = await install(teardown);
  const old = await bury({ at: new Date(Date.now() - 5 * HOUR_MS) });
  const malformed = await bury({ code: 'MESSAGE_MALFORMED' });
  const other = await bury({ queue: ingest });
  await untilDead(transcription, 2);
  await untilDead(ingest, 1);
  const jobs = async (...filters: string[]) =>
    (await run(['list', '--json', ...filters])).lines().map((line) => line.job_id);

  expect(await jobs('--queue', ingest)).toEqual([other.subject]);
  expect(await jobs('--queue', 'ingest')).toEqual([other.subject]);
  expect(await jobs('--queue', '*.job.*', '--limit', '1')).toEqual([old.subject]);
  expect(await jobs('--code', 'malformed')).toEqual([malformed.subject]);
  expect(await jobs('--job', old.subject.slice(0, 8))).toEqual([old.subject]);
  expect(await jobs('--until', '2h')).toEqual([old.subject]);
  expect(await jobs('--since', '2h', '--code', 'audio_unreadable')).toEqual([other.subject]);
});

test('groups by error and first own frame, whichever queue and line it was', async () => {
  const { bury, run, untilDead } = await install(teardown);
  await bury();
  await bury({ queue: ingest });
  await bury({ frame: 'SubmitRecording.handle' });
  await bury({ body: 'foreign', headers: Object.fromEntries(ownHeaders.map((name) => [name, undefined])) });
  await untilDead(transcription, 3);
  await untilDead(ingest, 1);

  const machines = (await run(['groups', '--json'])).lines();
  const people = await run(['groups']);

  expect(machines).toMatchObject([
    {
      count: 2,
      queues: [ingest, transcription],
      frame: 'PrepareRecording.handle (services/transcription/src/prepare.ts)',
    },
    { count: 1, frame: 'SubmitRecording.handle (services/transcription/src/prepare.ts)' },
    { count: 1, reason: 'unknown', queues: [transcription] },
  ]);
  expect(people.stdout).toContain('ingest.meeting.transcribed.v1 +1');
  const group = String(machines[0]!.group);
  expect((await run(['list', '--json', '--group', group])).lines()).toHaveLength(2);
});

test('shows one whole, by the beginning of its id', async () => {
  const { bury, run, untilDead } = await install(teardown);
  const event = await bury();
  await untilDead(transcription, 1);
  const id = await onlyId(run);

  const { stdout } = await run(['show', id.slice(0, 5)]);

  for (const part of [
    id,
    event.id,
    event.subject,
    'PrepareRecording.handle',
    'stack',
    '"planning-meeting.ogg"',
  ])
    expect(stdout).toContain(part);
  const [whole] = (await run(['show', id, '--json'])).lines();
  expect(JSON.parse(String(whole!.body))).toEqual(event);
});

test('says what was expected and what came', async () => {
  const { run, amqpUrl } = await install(teardown);
  const refusals = [
    [['lst'], 2, 'expected list, groups, show'],
    [['list', '--since', 'yesterday'], 2, 'got "yesterday"'],
    [['list', '--queue', 'nowhere'], 2, 'expected a service or a work queue'],
    [['replay'], 2, 'expected an ID, a filter or --all'],
    [['show', 'xyz'], 2, '4 to 12 hex digits, got "xyz"'],
    [['discard', '--all'], 2, 'expected --yes'],
    [['list', '--amqp-url', 'http://x'], 2, 'expected amqp://'],
    [['list', '--amqp-url', amqpUrl.replace(/:[^:@/]+@/, ':wrong@')], 75, 'ACCESS_REFUSED'],
    [['list', '--amqp-url', 'amqp://127.0.0.1:1'], 75, 'no connection to the broker at 127.0.0.1:1'],
    [['show', 'abcd'], 3, 'no dead letter has the ID abcd'],
    [['list'], 3, 'no dead letters'],
  ] as const;
  for (const [args, status, text] of refusals) {
    const ended = await run(args);
    expect(`${ended.status} ${ended.stderr}`).toMatch(new RegExp(`^${status} `));
    expect(ended.stderr).toContain(text);
  }
  const lost = await spawned(['list', '--queue-prefix', 'nobody.'], { AMQP_URL: amqpUrl }).ended;
  expect(lost).toMatchObject({ status: 2 });
  expect(lost.stderr).toContain('is the queue prefix right');
  expect((await spawned(['list'], {}).ended).stderr).toContain('expected --amqp-url');
  expect(await spawned(['--help'], {}).ended).toMatchObject({ status: 0, stderr: '' });
});

test('refuses the beginning of an id that means two', async () => {
  const { bury, run, untilDead } = await install(teardown);
  const copies = { 'x-copy': 'one' };
  await bury({ headers: copies });
  await untilDead(transcription, 1);
  const id = await onlyId(run);
  // Another with the same first four digits, found by trying.
  const like = (copy: string) =>
    deadLetterId({
      queue: transcription,
      fullQueue: '',
      body: Buffer.alloc(0),
      properties: {},
      headers: { 'x-copy': copy },
    });
  let twin = 0;
  while (!like(`twin ${twin}`).startsWith(id.slice(0, 4))) twin += 1;
  await bury({ headers: { 'x-copy': `twin ${twin}` } });
  await untilDead(transcription, 2);

  const ended = await run(['replay', id.slice(0, 4)]);

  expect(ended).toMatchObject({ status: 2 });
  expect(ended.stderr).toContain(`ambiguous, expected the beginning of one of: `);
  expect(ended.stderr).toContain(id);
});

const ownHeaders = [
  'x-copy',
  'x-job-id',
  'x-attempt',
  'x-dead-reason',
  'x-dead-at',
  'x-error-class',
  'x-error-code',
  'x-error-message',
  'x-error-stack',
];
