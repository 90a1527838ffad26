import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { jobSubmitted, type JobSubmitted, type PublicJob } from '@meeting-intelligence/contracts';
import {
  autoTeardown,
  eventually,
  startTcpProxy,
  tinyRecording,
  type TcpProxy,
} from '@meeting-intelligence/testing';
import { Upload } from 'tus-js-client';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { runIngest, type RunningIngest } from '../running-ingest.js';
import { idIn, submitUpload } from './tus-request.js';

// The client that most people use, on a line that breaks.

let ingest: RunningIngest;
runIngest((running) => (ingest = running), { MAX_UPLOAD_BYTES: '20000000' });
const teardown = autoTeardown(afterAll);
let proxy: TcpProxy;
beforeAll(async () => {
  const { hostname: host, port } = new URL(ingest.url);
  proxy = teardown.use(await startTcpProxy({ host, port: Number(port) }));
});
beforeEach(() => proxy.set({ kind: 'pass' }));

type Options = ConstructorParameters<typeof Upload>[1];

function upload(
  file: Buffer,
  options: Partial<Options> = {},
): { readonly upload: Upload; readonly url: Promise<string> } {
  const done = Promise.withResolvers<string>();
  const made: Upload = new Upload(file, {
    endpoint: proxy.through(`${ingest.url}/v1/uploads`),
    headers: { authorization: `Bearer ${ingest.key}` },
    metadata: { filename: 'meeting.wav' },
    retryDelays: [50, 100, 500, 1_000, 2_000, 4_000],
    ...options,
    onSuccess: () => done.resolve(made.url ?? ''),
    onError: (error) => done.reject(error),
  });
  made.start();
  return { upload: made, url: done.promise };
}

async function assertBecomesJob(url: string, file: Buffer): Promise<void> {
  const response = await submitUpload(ingest, idIn(url));
  expect(response.status).toBe(202);
  const { id } = (await response.json()) as PublicJob;
  const isItsOwn = ({ subject, type }: { subject: string; type: string }) =>
    subject === id && type === jobSubmitted.type;
  await eventually(() => expect(ingest.bus.published.some(isItsOwn)).toBe(true));
  const { recording } = (ingest.bus.published.find(isItsOwn) as JobSubmitted).data;
  expect(recording.filename).toBe('meeting.wav');
  expect(await readFile(join(ingest.folder, recording.key))).toEqual(file);
}

test.each<[string, Partial<Options>]>([
  ['in one piece', {}],
  ['in chunks', { chunkSize: 1_000_000 }],
  ['with the creation', { uploadDataDuringCreation: true }],
  ['with nothing but POST', { overridePatchMethod: true, chunkSize: 1_000_000 }],
  ['of a length that is told at the end', { uploadLengthDeferred: true, chunkSize: 1_000_000 }],
])('uploads %s', async (_name, options) => {
  const file = tinyRecording(200_000);

  await assertBecomesJob(await upload(file, options).url, file);
});

test('resumes after the connection was cut in the middle, again and again', async () => {
  const file = tinyRecording(600_000);
  await proxy.set({ kind: 'cut-after', bytes: 2_500_000, direction: 'to-server' });
  const { url } = upload(file);
  await eventually(() => expect(proxy.stats.met['cut-after']).toBeGreaterThanOrEqual(3), {
    timeoutMs: 20_000,
  });
  await proxy.set({ kind: 'pass' });

  await assertBecomesJob(await url, file);
});

test('takes over from a connection that is dead and does not know it', async () => {
  const file = tinyRecording(600_000);
  await proxy.set({ kind: 'throttle', bytesPerSecond: 4_000_000 });
  const first = upload(file);
  await eventually(async () => expect(await stored(first.upload.url)).toBe(true));
  await proxy.set({ kind: 'partition' });
  await first.upload.abort();
  await proxy.set({ kind: 'pass' });

  const { url } = upload(file, { uploadUrl: first.upload.url });

  await assertBecomesJob(await url, file);
});

/** Whether somebody is sending. */
async function stored(url: string | null): Promise<boolean> {
  if (!url) return false;
  const rows = await ingest.database.query<unknown[]>(
    'select 1 from ingest.uploads where id = $1 and held_until > now()',
    [idIn(url)],
  );
  return rows.length === 1;
}
