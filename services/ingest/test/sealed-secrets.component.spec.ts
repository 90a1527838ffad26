import { once } from 'node:events';
import { readdir, readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import {
  jobSubmitted,
  recordingRequested,
  type JobSubmitted,
  type PublicJob,
} from '@meeting-intelligence/contracts';
import { AppError } from '@meeting-intelligence/errors';
import { autoTeardown, databaseText, eventually } from '@meeting-intelligence/testing';
import { afterEach, expect, test } from 'vitest';
import { keys, runIngest, sample, type RunningIngest } from './running-ingest.js';

const secret = 'canary-s3cret-of-the-cms';
const fields = { webhook_url: 'https://cms.example/hooks', webhook_secret: secret };
const teardown = autoTeardown(afterEach);
let ingest: RunningIngest;
runIngest((running) => (ingest = running), { EGRESS_ALLOW_CIDRS: '127.0.0.0/8' });

async function everythingKept(): Promise<string> {
  const names = await readdir(ingest.folder, { recursive: true, withFileTypes: true });
  const files = names.filter((entry) => entry.isFile());
  const texts = await Promise.all(
    files.map(({ parentPath, name }) => readFile(join(parentPath, name), 'latin1')),
  );
  const database = await databaseText((sql) => ingest.database.query(sql));
  return [database, ...texts, JSON.stringify(ingest.lines), JSON.stringify(ingest.bus.published)].join('\n');
}

test('no row, file, message, answer or log line holds the secret of a webhook in plain', async () => {
  ingest.bus.failWith(new AppError('BROKER_UNAVAILABLE', 'away'));
  const job = await ingest.submitted(fields);
  const waiting = await everythingKept();
  expect(waiting).toContain(`v1.${keys.sealsWith}.`); // the outbox has it, sealed
  expect(waiting).toContain(job.id);

  ingest.bus.failWith();
  const event = await eventually(() => {
    const found = ingest.bus.published.find(({ subject }) => subject === job.id);
    return found ?? Promise.reject(new Error('not published yet'));
  });

  const { webhook } = (event as JobSubmitted).data;
  expect(keys.open(webhook?.secret ?? '', job.id)).toBe(secret);
  const shown = JSON.stringify([job, await ingest.show(job.id)]);
  for (const kept of [waiting, await everythingKept(), shown]) {
    for (const encoding of ['utf8', 'hex', 'base64'] as const)
      expect(kept.includes(Buffer.from(secret).toString(encoding)), encoding).toBe(false);
  }
});

test('a recording that is fetched first passes the sealed secret on as it is', async () => {
  const media = createServer((_, response) => void readFile(sample).then((file) => response.end(file)));
  teardown.add('media', () => new Promise((resolve) => media.close(resolve)));
  await once(media.listen(0, '127.0.0.1'), 'listening');
  const recording_url = `http://127.0.0.1:${(media.address() as AddressInfo).port}/planning-meeting.ogg`;
  const response = await ingest.request('/v1/jobs', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ ...fields, recording_url }),
  });
  expect(response.status).toBe(202);
  const { id } = (await response.json()) as PublicJob;

  const carried = await eventually(() => {
    const found = [recordingRequested, jobSubmitted].map(({ type }) =>
      ingest.bus.published.find((event) => event.subject === id && event.type === type),
    ) as (JobSubmitted | undefined)[];
    expect(found).not.toContain(undefined);
    return found.map((event) => event!.data.webhook?.secret ?? '');
  });

  expect(keys.open(carried[0]!, id)).toBe(secret);
  expect(carried[1]).toBe(carried[0]);
  expect((await everythingKept()).includes(secret)).toBe(false);
});

test('a submission that is refused leaves no secret either', async () => {
  const response = await ingest.submit({ ...fields, language: 'not a language!' });

  expect(response.status).toBe(422);
  expect(await response.text()).not.toContain(secret);
  expect((await everythingKept()).includes(secret)).toBe(false);
});
