import { randomUUID } from 'node:crypto';
import {
  jobSubmitted,
  type ApiProblem,
  type JobSubmitted,
  type PresignedUploadResource,
  type PublicJob,
} from '@meeting-intelligence/contracts';
import { eventually, tinyRecording } from '@meeting-intelligence/testing';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { doubleCredentials } from '../../../../libs/storage/test/post-form.js';
import { S3Double } from '../../../../libs/storage/test/s3-double.js';
import { runIngest, type RunningIngest } from '../running-ingest.js';
import { beginUpload, idIn, patch, submitUpload, tus, uploaded } from './tus-request.js';

const s3 = new S3Double();
const environment: Record<string, string> = {
  STORAGE_URL: 's3://recordings/acme',
  S3_FORCE_PATH_STYLE: 'true',
};
beforeAll(async () => {
  vi.stubEnv('AWS_ACCESS_KEY_ID', doubleCredentials.accessKeyId);
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', doubleCredentials.secretAccessKey);
  environment.S3_ENDPOINT = await s3.start();
});
let ingest: RunningIngest;
runIngest((running) => (ingest = running), environment);
afterAll(async () => {
  vi.unstubAllEnvs();
  await s3.stop();
});

async function presigned(): Promise<PresignedUploadResource> {
  const response = await ingest.request('/v1/uploads/presign', { method: 'POST' });
  expect([response.status, response.headers.get('cache-control')]).toEqual([201, 'no-store']);
  return (await response.json()) as PresignedUploadResource;
}

async function send({ url, fields }: PresignedUploadResource, content: Buffer<ArrayBuffer>): Promise<number> {
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) form.set(name, value);
  form.set('file', new Blob([content]), 'meeting.wav');
  return (await fetch(url, { method: 'POST', body: form })).status;
}

const codeOf = async (response: Response) => [response.status, ((await response.json()) as ApiProblem).code];

test('a recording that went straight to S3 becomes a job', async () => {
  const bytes = tinyRecording();
  const form = await presigned();
  expect(Date.parse(form.expires_at) - Date.now()).toBeGreaterThan(14 * 60_000);
  expect(await send(form, bytes)).toBe(204);

  const response = await submitUpload(ingest, form.upload_id, { title: 'Planning' });

  expect(response.status).toBe(202);
  const { id } = (await response.json()) as PublicJob;
  await eventually(() => expect(submissionOf(id)).toBeDefined());
  expect(s3.objects.get(`acme/${submissionOf(id)!.data.recording.key}`)).toEqual(bytes);
  expect([...s3.objects.keys()].filter((key) => key.includes(form.upload_id))).toEqual([]);
  expect(await codeOf(await submitUpload(ingest, form.upload_id))).toEqual([409, 'UPLOAD_USED']);
});

test('what did not arrive makes no job yet', async () => {
  const { upload_id } = await presigned();

  expect(await codeOf(await submitUpload(ingest, upload_id))).toEqual([409, 'UPLOAD_UNFINISHED']);
});

test('S3 takes no more than we do', async () => {
  expect(await send(await presigned(), Buffer.alloc(1_000_001))).toBe(400);
});

test('what is no recording is refused, wherever it went', async () => {
  const form = await presigned();
  await send(form, Buffer.from('this is no recording of anybody'));

  expect(await codeOf(await submitUpload(ingest, form.upload_id))).toEqual([415, 'RECORDING_NOT_MEDIA']);
});

test('a form is for its owner alone, and nothing to send pieces to', async () => {
  const form = await presigned();
  await send(form, tinyRecording());
  const key = await ingest.keyOf('other', ['jobs:write']);

  expect(await codeOf(await submitUpload(ingest, form.upload_id, {}, { key }))).toEqual([
    422,
    'UPLOAD_NOT_FOUND',
  ]);
  expect((await tus(ingest, 'HEAD', `/v1/uploads/${form.upload_id}`)).status).toBe(404);
  expect((await patch(ingest, `/v1/uploads/${form.upload_id}`, 0, Buffer.from('x'))).status).toBe(404);
});

test('pieces go to S3 as well', async () => {
  const bytes = tinyRecording();
  const path = await beginUpload(ingest, bytes.length);
  await patch(ingest, path, 0, bytes.subarray(0, 1_000));
  await patch(ingest, path, 1_000, bytes.subarray(1_000));

  const response = await submitUpload(ingest, idIn(path));

  const { id } = (await response.json()) as PublicJob;
  await eventually(() => expect(submissionOf(id)).toBeDefined());
  expect(s3.objects.get(`acme/${submissionOf(id)!.data.recording.key}`)).toEqual(bytes);
});

test('while S3 is away nothing is lost but time', async () => {
  const path = await uploaded(ingest, tinyRecording());
  s3.failures = Array.from({ length: 20 }, () => [503, 'SlowDown']);

  const refused = await submitUpload(ingest, idIn(path));
  s3.failures = [];

  expect(await codeOf(refused)).toEqual([503, 'STORAGE_UNAVAILABLE']);
  expect((await submitUpload(ingest, idIn(path))).status).toBe(202);
});

test('an id that nobody was given is none', async () => {
  expect(await codeOf(await submitUpload(ingest, randomUUID()))).toEqual([422, 'UPLOAD_NOT_FOUND']);
});

function submissionOf(id: string): JobSubmitted | undefined {
  return ingest.bus.published.find(({ subject, type }) => subject === id && type === jobSubmitted.type) as
    JobSubmitted | undefined;
}
