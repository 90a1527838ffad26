import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import type { PublicJob } from '@meeting-intelligence/contracts';
import { eventually } from '@meeting-intelligence/testing';
import { Client } from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { RunningSystem } from './running-system.js';
import { shortRecording } from './short-recording.js';

const sample = join(import.meta.dirname, '../samples/planning-meeting.ogg');

let system: RunningSystem;
beforeAll(async () => {
  system = await RunningSystem.start({ STAND_IN_MODE: 'instant', IDEMPOTENCY_LEASE_MS: '3000' });
}, 240_000);
afterAll(() => system?.stop(), 90_000);

const boundary = 'end-to-end';
const idempotencyKey = randomUUID();

/** The last boundary of the form is sent when `untilEnd`, which is called after the rest was, lets it. */
async function submit(recording: Blob, untilEnd = () => Promise.resolve()): Promise<Response> {
  async function* body() {
    const disposition = 'Content-Disposition: form-data; name="file"; filename="planning.ogg"';
    yield Buffer.from(`--${boundary}\r\n${disposition}\r\n\r\n`);
    yield Buffer.from(await recording.arrayBuffer());
    yield Buffer.from('\r\n');
    await untilEnd();
    yield Buffer.from(`--${boundary}--\r\n`);
  }
  return system.request('/v1/jobs', {
    method: 'POST',
    headers: {
      authorization: `Bearer ${system.report.apiKey}`,
      'content-type': `multipart/form-data; boundary=${boundary}`,
      'idempotency-key': idempotencyKey,
    },
    body: ReadableStream.from(body()),
    duplex: 'half',
  });
}

/** How many keys the gateway knows of. */
async function reservations(): Promise<number> {
  const client = new Client({ connectionString: system.report.databases.ingest });
  await client.connect();
  try {
    const { rows } = await client.query<{ keys: number }>(
      'select count(*)::integer as keys from ingest.idempotency_keys',
    );
    return rows[0]!.keys;
  } finally {
    await client.end();
  }
}

test('an upload whose gateway is killed in the middle, and again after the answer, is one job', async () => {
  const recording = shortRecording(sample, 13.5, 4);
  const begun = Promise.withResolvers<void>();
  const never = new Promise<void>(() => {});
  const first = submit(recording, () => {
    begun.resolve();
    return never;
  }).catch((error: unknown) => error);
  await begun.promise;
  await eventually(async () => expect(await reservations()).toBe(1), { timeoutMs: 20_000 });
  expect((await submit(recording)).status).toBe(409);
  await system.kill('ingest');
  expect(await first).toBeInstanceOf(Error);

  const statuses = new Set<number>();
  const accepted = await eventually(
    async () => {
      const response = await submit(recording);
      statuses.add(response.status);
      expect(response.status).toBe(202);
      return (await response.json()) as PublicJob;
    },
    { timeoutMs: 60_000, intervalMs: 200 },
  );
  expect([...statuses].filter((status) => status !== 409)).toEqual([202]);
  await system.kill('ingest');
  const again = await eventually(() => submit(recording), { timeoutMs: 60_000, intervalMs: 200 });

  expect([again.status, again.headers.get('idempotency-replayed')]).toEqual([202, 'true']);
  expect(await again.json()).toEqual(accepted);
  expect(await system.ended(accepted.id)).toMatchObject({ status: 'completed' });
  const { data } = (await (await system.request('/v1/jobs')).json()) as { data: PublicJob[] };
  expect(data.map(({ id }) => id)).toEqual([accepted.id]);
}, 180_000);
