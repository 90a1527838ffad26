import { meetingCompleted, recordingPrepared, stageFailed } from '@meeting-intelligence/contracts';
import { eventually } from '@meeting-intelligence/testing';
import { expect, test } from 'vitest';
import { runIngest, type RunningIngest } from '../../../services/ingest/test/running-ingest.js';
import { meeting, type CommandOptions, type FakeScreen } from './command.js';

const nowhere = '7c9e6679-7425-40de-944b-e07fc1f90ae7';
let ingest: RunningIngest;
runIngest((running) => (ingest = running));

const command = (args: readonly string[], options: CommandOptions = {}) =>
  meeting(args, {
    ...options,
    environment: { MEETING_URL: ingest.url, MEETING_API_KEY: ingest.key, ...options.environment },
  });

test('trace tells the story of a job: every step, and where the time went', async () => {
  const { id } = await ingest.submitted({ title: 'Planning' });
  for (const each of [recordingPrepared, meetingCompleted]) {
    await ingest.publish(id, each);
    await ingest.bus.idle();
  }

  const { status, stdout, lines } = await command(['trace', id]);

  expect(status).toBe(0);
  expect(stdout).toMatch(/^Planning\n {2}job /);
  const told = ['job.submitted', 'recording.prepared', 'meeting.completed', 'job.completed'];
  expect(stdout.match(/[a-z]+\.[a-z]+(?=\s)/g)).toEqual(told);
  expect(stdout).toMatch(/✔ ingest {8}job\.completed {12}waited .* · worked /);
  expect(stdout).toMatch(/critical time .* working .* waiting/);
  expect(stdout).not.toContain('\u001b');
  expect(lines).toThrow();
  const [history] = (await command(['trace', id, '--json'])).lines();
  expect(history).toMatchObject({ job_id: id, entries: told.map((type) => ({ type: `${type}.v1` })) });
  expect((await command(['trace', id], { terminal: true })).stdout).toContain('\u001b[32m✔');
});

test('trace links to where traces are looked at, which is said once or with the command', async () => {
  const { id } = await ingest.submitted();
  const traceId = '0af7651916cd43dd8448eb211c80319c';
  await ingest.database.query(
    `update ingest.job_events set hop = hop || jsonb_build_object('traceId', $2::text) where job_id = $1`,
    [id, traceId],
  );

  const said = await command(['trace', id], { environment: { JAEGER_URL: 'http://jaeger/' } });
  expect(said.stdout).toContain(`  trace http://jaeger/trace/${traceId}\n`);
  const args = ['trace', id, '--jaeger', 'http://other'];
  const other = await command(args, { environment: { JAEGER_URL: 'http://jaeger/' } });
  expect(other.stdout).toContain(`  trace http://other/trace/${traceId}\n`);
  const wrong = await command(['trace', id], { environment: { JAEGER_URL: 'jaeger' } });
  expect([wrong.status, wrong.stderr]).toEqual([2, expect.stringContaining('JAEGER_URL: expected a URL')]);
});

test('trace of a job that failed, that is not there and that was deleted ends as status does', async () => {
  const { id } = await ingest.submitted();
  await ingest.publish(id, stageFailed);
  await ingest.bus.idle();

  const failed = await command(['trace', id]);
  expect(failed.status).toBe(1);
  expect(failed.stdout).toMatch(/✗ ingest {8}job\.failed .*[A-Z_]+: /);
  expect(await command(['trace', nowhere])).toMatchObject({ status: 3, stdout: '' });
  await command(['delete', id, '--yes']);
  expect(await command(['trace', id])).toMatchObject({
    ...{ status: 3, stdout: '' },
    stderr: expect.stringContaining('deleted'),
  });
});

test('trace --follow tells each step once, as it happens, and ends with the job', async () => {
  const { id } = await ingest.submitted();
  let screen: FakeScreen | undefined;
  const following = command(['trace', id, '--follow'], { onStart: (_err, out) => (screen = out) });
  await eventually(() => expect(screen!.text).toContain('job.submitted'));
  await ingest.publish(id, recordingPrepared);
  await eventually(() => expect(screen!.text).toContain('recording.prepared'));
  await ingest.publish(id, meetingCompleted);

  const { status, stdout } = await following;
  expect(status).toBe(0);
  expect(stdout.match(/[a-z]+\.[a-z]+(?=\s)/g)).toEqual([
    ...['job.submitted', 'recording.prepared', 'meeting.completed', 'job.completed'],
  ]);
  expect(stdout.match(/^generation 1$/gm)).toHaveLength(1);
  expect(stdout).toContain('  status         completed');
});
