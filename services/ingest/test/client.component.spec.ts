import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createReadStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { ApiProblem, createClient } from '@meeting-intelligence/client';
import { meetingCompleted } from '@meeting-intelligence/contracts';
import { eventually } from '@meeting-intelligence/testing';
import { expect, test } from 'vitest';
import { meeting, runIngest, sample, type RunningIngest } from './running-ingest.js';

const clientFolder = join(import.meta.dirname, '../../../libs/client');
let ingest: RunningIngest;
runIngest((running) => (ingest = running));
const clientOf = (apiKey = ingest.key) => createClient({ baseUrl: ingest.url, apiKey });

test('the example of its README is one that runs, and shows what came out', async () => {
  const example = await readFile(join(clientFolder, 'example.ts'), 'utf8');
  const [, shown] = /```ts\n([^]*?)```/.exec(await readFile(join(clientFolder, 'README.md'), 'utf8')) ?? [];
  expect(shown).toBe(example);

  const child = spawn(process.execPath, [join(clientFolder, 'example.ts'), ingest.url, ingest.key, sample]);
  const output = Promise.all([text(child.stdout), text(child.stderr)]);
  const ended = once(child, 'exit');
  const { jobId } = await eventually(async () => {
    const [job] = await ingest.database.query<{ id: string }[]>('select id from ingest.jobs');
    return { jobId: job!.id };
  });
  await ingest.publish(jobId, meetingCompleted);

  expect([...(await output), (await ended)[0]]).toEqual([`${meeting.summary}\n`, '', 0]);
});

test('submits a stream, follows the job and reads the meeting', async () => {
  const client = clientOf();
  const submitted = await client.submit(createReadStream(sample), {
    filename: 'planning-meeting.ogg',
    title: 'Weekly planning',
    metadata: { article: 4711 },
  });
  await ingest.publish(submitted.id, meetingCompleted);

  const job = await client.waitFor(submitted.id, { timeoutMs: 10_000 });

  expect(job).toMatchObject({ status: 'completed', title: 'Weekly planning', metadata: { article: 4711 } });
  expect(await client.meeting(job.meeting_id!)).toMatchObject({ id: meeting.id, summary: meeting.summary });
  await expect(client.cancel(job.id)).rejects.toMatchObject({ status: 409, code: 'JOB_ENDED' });
});

test('hears why a recording is refused, also while it is still being sent', async () => {
  async function* page() {
    for (let piece = 0; piece < 200; piece += 1) yield Buffer.from('<html>'.repeat(700));
  }

  const refused = await clientOf()
    .submit(page(), { filename: 'page.mp3' })
    .catch((error: unknown) => error);

  expect(refused).toBeInstanceOf(ApiProblem);
  expect(refused).toMatchObject({ status: 415, code: 'RECORDING_NOT_MEDIA' });
  expect((refused as ApiProblem).requestId).toMatch(/./);
});

test('hears of every field that is wrong, and that its key is', async () => {
  const client = clientOf();
  const strangers = clientOf('mi_0_wrong');

  await expect(
    client.submit(new Blob([]), { recorded_at: 'yesterday', language: '?' }),
  ).rejects.toMatchObject({
    code: 'INVALID_REQUEST',
    errors: expect.arrayContaining([
      expect.objectContaining({ pointer: '/recorded_at' }),
      expect.objectContaining({ pointer: '/language' }),
    ]),
  });
  await expect(strangers.job(meeting.id)).rejects.toMatchObject({ status: 401, code: 'UNAUTHORIZED' });
  await expect(client.job(meeting.id)).rejects.toMatchObject({ status: 404, code: 'JOB_NOT_FOUND' });
});
