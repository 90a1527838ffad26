import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { jobFailed, meetingCompleted, stageFailed } from '@meeting-intelligence/contracts';
import { eventually } from '@meeting-intelligence/testing';
import { expect, test } from 'vitest';
import {
  meeting as stored,
  runIngest,
  sample,
  type RunningIngest,
} from '../../../services/ingest/test/running-ingest.js';
import { meeting, type CommandOptions, type FakeScreen } from './command.js';

const nowhere = '7c9e6679-7425-40de-944b-e07fc1f90ae7';
let ingest: RunningIngest;
runIngest((running) => (ingest = running));

const environment = () => ({ MEETING_URL: ingest.url, MEETING_API_KEY: ingest.key });
const command = (args: readonly string[], options: CommandOptions = {}) =>
  meeting(args, { ...options, environment: { ...environment(), ...options.environment } });

/** Submits, and publishes what happens to the job as soon as the command watches it. */
async function submittedAndWatched(
  args: readonly string[],
  happens: (id: string) => Promise<unknown>,
  options: CommandOptions = {},
) {
  let screen: FakeScreen | undefined;
  const ended = command(['submit', sample, '--wait', ...args], {
    ...options,
    onStart: (err) => (screen = err),
  });
  const id = await eventually(() => {
    const [, found] = /job ([\da-f-]{36})\n/.exec(screen!.text) ?? [];
    if (!found) throw new Error(`expected the id of a job, got ${screen!.text}`);
    return found;
  });
  await happens(id);
  return { id, ...(await ended) };
}

test('submits a recording, and prints the id of its job for a script to use', async () => {
  const { status, stdout, stderr } = await command([
    ...['submit', sample, '--title', 'Planning', '--metadata', '{"a":1}', '--speakers', '2'],
  ]);

  expect(status).toBe(0);
  const id = stdout.trim();
  expect(await ingest.show(id)).toMatchObject({ title: 'Planning', metadata: { a: 1 }, status: 'pending' });
  expect(stderr).toContain(`npm run meeting -- watch ${id}`);
});

test('finds a recording from where the user stands, not from where npm runs scripts', async () => {
  const environment = { INIT_CWD: dirname(sample) };

  expect(await command(['submit', basename(sample)], { environment })).toMatchObject({ status: 0 });
});

test('waits for the end and shows what came out, without a terminal in plain lines', async () => {
  const { status, stdout, stderr } = await submittedAndWatched(['--title', 'Planning'], (id) =>
    ingest.publish(id, meetingCompleted),
  );

  expect(status).toBe(0);
  for (const part of [stored.title!, 'Transcript', stored.segments[0]!.text, 'Summary', stored.summary!])
    expect(stdout).toContain(part);
  expect(stderr).toMatch(/sending planning-meeting\.ogg \(0\.3 MB\)/);
  expect(stderr).toMatch(/ s {2}completed$/m);
  expect(stdout + stderr).not.toContain('\u001b');
});

test('on a terminal there are colours and a bar that moves in one line; NO_COLOR leaves the bar', async () => {
  const complete = (id: string) => ingest.publish(id, meetingCompleted);

  const coloured = await submittedAndWatched([], complete, { terminal: true });
  const colourless = await submittedAndWatched([], complete, {
    terminal: true,
    environment: { NO_COLOR: '1' },
  });

  expect(coloured.stdout).toContain('\u001b[1mTranscript\u001b[22m');
  expect(coloured.stderr).toContain('\r\u001b[K[');
  expect(coloured.stderr).toMatch(/\[[█·]{24}\] +\d+% +\d+ s {2}pending/);
  expect(colourless.stdout).not.toContain('\u001b');
  expect(colourless.stderr).toContain('█');
});

test('--json is one object a line: each news of the job, the last is how it ended', async () => {
  const { status, lines, id } = await submittedAndWatched(['--json'], (job) =>
    ingest.publish(job, meetingCompleted),
  );

  expect(status).toBe(0);
  expect(lines()[0]).toMatchObject({ id, status: 'pending' });
  expect(lines().at(-1)).toMatchObject({ id, status: 'completed', meeting_id: stored.id });
  const [shown] = (await command(['status', id, '--json'])).lines();
  expect(shown).toMatchObject({ id, status: 'completed' });
  const [result] = (await command(['result', id, '--json'])).lines();
  expect(result).toMatchObject({ id: stored.id, summary: stored.summary });
});

test('a job that failed is told with its reason, and is exit status 1 wherever it is asked for', async () => {
  const { id, status, stdout } = await submittedAndWatched([], (job) => ingest.publish(job, stageFailed));

  expect(status).toBe(1);
  expect(ingest.told(id).map(({ type }) => type)).toEqual([jobFailed.type]);
  expect(stdout).toMatch(/failed: [A-Z_]+: /);
  expect((await command(['status', id])).status).toBe(1);
  expect((await command(['watch', id])).status).toBe(1);
  const result = await command(['result', id]);
  expect([result.status, result.stdout]).toEqual([1, '']);
  expect(result.stderr).toContain('there is no result');
});

test('a job is shown, and its result by either id; of one that goes on there is none yet', async () => {
  const { id } = await ingest.submitted({ title: 'Evil \u001b[2J title' });
  const early = await command(['result', id]);
  const shown = await command(['status', id]);
  await ingest.publish(id, meetingCompleted);
  await command(['watch', id]);

  expect([early.status, shown.status]).toEqual([3, 0]);
  expect(early.stderr).toMatch(/there is no result of job .*: it is pending/);
  expect(shown.stdout).toContain('Evil  [2J title'); // a title cannot steer the terminal
  expect((await command(['result', stored.id])).stdout).toBe((await command(['result', id])).stdout);
});

test('captions are written as they come from the service', async () => {
  const { id } = await ingest.submitted();
  await ingest.publish(id, meetingCompleted);
  await command(['watch', id]);

  const byJob = await command(['captions', id, '--format', 'vtt']);
  const asJson = await command(['captions', stored.id, '--format', 'srt', '--json']);

  expect([byJob.status, asJson.status]).toEqual([0, 0]);
  expect(byJob.stdout).toContain(`/v1/meetings/${stored.id}/transcript?format=vtt`);
  expect(asJson.lines()).toEqual([{ format: 'srt', text: expect.stringContaining('format=srt') }]);
});

test('Ctrl-C while a job is watched does not cancel it, and says how to go on', async () => {
  const { id } = await ingest.submitted();
  const stop = new AbortController();
  const onStart = () => setTimeout(() => stop.abort(), 300);

  const { status, stderr } = await command(['watch', id], { interrupted: stop.signal, onStart });

  expect(status).toBe(130);
  expect(stderr).toContain(`npm run meeting -- watch ${id}`);
  expect(await ingest.show(id)).toMatchObject({ status: 'pending' });
});

test('Ctrl-C while a recording is sent leaves nothing behind', async () => {
  const count = () => ingest.database.query('select count(*) from ingest.jobs');
  const before = await count();

  const { status, stdout, stderr } = await command(['submit', sample], { interrupted: AbortSignal.abort() });

  expect([status, stdout]).toEqual([130, '']);
  expect(stderr).toContain('Stopped before the service said');
  expect(await count()).toEqual(before);
});

test('says what was expected and what came, each kind with an exit status of its own', async () => {
  const key = await ingest.keyOf('default', ['jobs:read']);
  const refusals: readonly (readonly [string[], number, string | RegExp, CommandOptions['environment']?])[] =
    [
      [['lst'], 2, 'expected submit, batch, status, watch, trace, retry, result, captions or delete'],
      [['status', nowhere], 2, 'expected --url', { MEETING_URL: '' }],
      [['status', nowhere], 2, 'no API key', { MEETING_API_KEY: '' }],
      [['status', nowhere, '--url', 'gateway'], 2, 'expected http://HOST:PORT'],
      [['status', nowhere, '--data', '/nowhere'], 2, 'an npm start that has been ready'],
      [['submit', '/nowhere.ogg'], 2, 'expected a recording'],
      [['submit', tmpdir()], 2, 'expected a file'],
      // A file that not even root can read; named although there is nobody to send it to.
      [['submit', '/proc/self/mem'], 2, 'expected a recording', { MEETING_URL: 'http://127.0.0.1:9999' }],
      [['status', nowhere], 3, 'JOB_NOT_FOUND'],
      [['watch', nowhere], 3, 'JOB_NOT_FOUND'],
      [['result', nowhere], 3, 'MEETING_NOT_FOUND'],
      [['status', nowhere, '--key', 'mi_0_wrong'], 4, 'UNAUTHORIZED'],
      [['submit', sample], 4, 'INSUFFICIENT_SCOPE', { MEETING_API_KEY: key }],
      [['submit', import.meta.filename], 1, /RECORDING_NOT_MEDIA.*\(request /],
      [['submit', sample, '--recorded-at', 'noon'], 1, '  recorded_at: expected RFC 3339'],
      [
        ['status', nowhere, '--url', 'http://127.0.0.1:9999'],
        75,
        'expected an answer from http://127.0.0.1:9999',
      ],
    ];
  for (const [args, status, text, environment] of refusals) {
    const ended = await command(args, { environment });
    expect([args, ended.status, ended.stdout]).toEqual([args, status, '']);
    expect(ended.stderr).toMatch(text);
  }
});

test('deletes a job when a person, or the command line, says so', async () => {
  const { id } = await ingest.submitted();
  const asked: string[] = [];
  const answer = (yes: boolean) => async (question: string) => (asked.push(question), yes);
  expect(await command(['delete', id, '--yes'])).toMatchObject({
    status: 1,
    stderr: expect.stringContaining('JOB_NOT_ENDED') as string,
  });
  await ingest.cancel(id);

  expect(await command(['delete', id])).toMatchObject({
    status: 2,
    stderr: expect.stringContaining('--yes') as string,
  });
  expect(await command(['delete', id], { ask: answer(false) })).toMatchObject({
    status: 1,
    stderr: 'nothing was deleted\n',
  });
  expect((await ingest.show(id)).status).toBe('cancelled');

  const deleted = await command(['delete', id, '--json'], { ask: answer(true) });
  expect(deleted.status).toBe(0);
  expect(deleted.lines()).toEqual([{ id, result: 'deleted' }]);
  expect(asked).toHaveLength(2);
  expect(asked[1]).toContain(id);
  expect(await command(['status', id])).toMatchObject({
    status: 3,
    stderr: expect.stringContaining('JOB_ERASED') as string,
  });
  expect(await command(['delete', id, '--yes'])).toMatchObject({ status: 0, stdout: '' });
});

test('--data finds the gateway and the key of npm start', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'meeting-'));
  const { id } = await ingest.submitted();
  await writeFile(join(folder, 'gateway-url'), `${ingest.url}\n`);
  await writeFile(join(folder, 'api-key'), `${ingest.key}\n`);

  const { status, stdout } = await meeting(['status', id, '--data', folder]);

  await rm(folder, { recursive: true });
  expect([status, stdout]).toEqual([0, expect.stringContaining(id)]);
});

test('is a program: it ends by Ctrl-C at once, and its help needs nothing', async () => {
  const main = join(import.meta.dirname, '../dist/main.js');
  const { id } = await ingest.submitted();
  const help = spawn(process.execPath, [main, '--help'], { env: {}, stdio: 'ignore' });
  expect((await once(help, 'exit'))[0]).toBe(0);

  const child = spawn(process.execPath, [main, 'watch', id], {
    env: environment(),
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  await once(child.stderr, 'data');
  child.kill('SIGINT');

  expect((await once(child, 'exit'))[0]).toBe(130);
});

test('a list of recordings becomes a batch, and a failed job is handed in again', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'meeting-batch-'));
  const list = join(folder, 'list.txt');
  const urls = Array.from({ length: 101 }, (_, index) => `https://media.cms.example/${index}.ogg`);
  await writeFile(list, `${urls.join('\n')}\n\n`);

  const { status, stdout, stderr } = await command(['batch', list]);

  expect([status, stderr]).toEqual([0, 'accepted 100 of 101\naccepted 101 of 101\n']);
  const ids = stdout.trim().split('\n');
  expect(ids).toHaveLength(101);
  expect(await ingest.show(ids[100]!)).toMatchObject({ lane: 'bulk' });
  for (const id of ids) await ingest.cancel(id);

  await writeFile(list, JSON.stringify([{ recording_url: 'planning.ogg' }]));
  expect(await command(['batch', list])).toMatchObject({
    status: 1,
    stderr: expect.stringContaining('jobs/0/recording_url') as string,
  });
  await writeFile(list, '[1');
  expect(await command(['batch', list])).toMatchObject({ status: 2 });
  await rm(folder, { recursive: true });

  const { id } = await ingest.submitted();
  expect(await command(['retry', id])).toMatchObject({
    status: 1,
    stderr: expect.stringContaining('JOB_NOT_FAILED') as string,
  });
  await ingest.publish(id, stageFailed);
  await ingest.bus.idle();
  expect(await command(['retry', id])).toMatchObject({ status: 0, stdout: `${id}\n` });
});
