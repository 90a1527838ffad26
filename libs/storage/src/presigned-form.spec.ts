import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { doubleCredentials } from '../test/post-form.js';
import { S3Double } from '../test/s3-double.js';
import { FolderObjectStore, S3ObjectStore, type PresignedForm } from './index.js';

const s3 = new S3Double();
let endpoint: string;
let store: S3ObjectStore;
const aMinute = { maxBytes: 10, forMs: 60_000 };

beforeAll(async () => {
  vi.stubEnv('AWS_ACCESS_KEY_ID', doubleCredentials.accessKeyId);
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', doubleCredentials.secretAccessKey);
  endpoint = await s3.start();
  store = new S3ObjectStore({ bucket: 'recordings', prefix: 'acme', endpoint, forcePathStyle: true });
});
afterAll(async () => {
  vi.unstubAllEnvs();
  await s3.stop();
});

async function send({ url, fields }: PresignedForm, content: string): Promise<[number, string | undefined]> {
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) form.set(name, value);
  form.set('file', new Blob([content]), 'meeting.ogg');
  const response = await fetch(url, { method: 'POST', body: form });
  return [response.status, /<Code>(\w+)/.exec(await response.text())?.[1]];
}

test('with the form somebody without credentials stores the object', async () => {
  const before = Date.now();

  const form = await store.presignForm('incoming/a', aMinute);

  expect(form.expiresAt.getTime() - before).toBeGreaterThanOrEqual(60_000);
  expect(await send(form, '0123456789')).toEqual([204, undefined]);
  expect(s3.objects.get('acme/incoming/a')?.toString()).toBe('0123456789');
});

test.each<[string, (form: PresignedForm) => PresignedForm, string, [number, string]]>([
  ['more bytes', (form) => form, '0123456789-', [400, 'EntityTooLarge']],
  ['no bytes', (form) => form, '', [400, 'EntityTooSmall']],
  ['another key', (form) => changed(form, { key: 'acme/recordings/a' }), 'x', [403, 'AccessDenied']],
  ['a field of its own', (form) => changed(form, { acl: 'public-read' }), 'x', [403, 'AccessDenied']],
  ['another policy', withLongerPolicy, 'x', [403, 'SignatureDoesNotMatch']],
])('the form is good for nothing else: not for %s', async (_name, change, content, answer) => {
  const form = change(await store.presignForm('incoming/b', aMinute));

  expect(await send(form, content)).toEqual(answer);
  expect([...s3.objects.keys()].filter((key) => !key.endsWith('incoming/a'))).toEqual([]);
});

test('the form ends', async () => {
  const form = await store.presignForm('incoming/c', { ...aMinute, forMs: -1 });

  expect(await send(form, 'x')).toEqual([403, 'AccessDenied']);
});

test.each([
  [{ publicEndpoint: 'https://s3.example' }, 'https://recordings.s3.example/'],
  [{ publicEndpoint: 'https://s3.example', forcePathStyle: true }, 'https://s3.example/recordings'],
  [{ endpoint: undefined, region: 'eu-central-1' }, 'https://recordings.s3.eu-central-1.amazonaws.com/'],
])('the form goes to where clients reach the server: %j', async (options, url) => {
  const elsewhere = new S3ObjectStore({ bucket: 'recordings', prefix: '', endpoint, ...options });

  expect(await elsewhere.presignForm('incoming/d', aMinute)).toMatchObject({
    url,
    fields: { key: 'incoming/d' },
  });
});

test('credentials for a time are named', async () => {
  vi.stubEnv('AWS_SESSION_TOKEN', 'for-a-time');
  const temporary = new S3ObjectStore({ bucket: 'recordings', prefix: '', endpoint, forcePathStyle: true });

  const form = await temporary.presignForm('incoming/e', aMinute);

  expect(form.fields['x-amz-security-token']).toBe('for-a-time');
  vi.stubEnv('AWS_SESSION_TOKEN', undefined);
});

test('a folder cannot be reached by anybody but us', async () => {
  expect(await new FolderObjectStore('/nowhere').presignForm('incoming/a', aMinute)).toBeUndefined();
});

function changed(form: PresignedForm, fields: Readonly<Record<string, string>>): PresignedForm {
  return { ...form, fields: { ...form.fields, ...fields } };
}

function withLongerPolicy(form: PresignedForm): PresignedForm {
  const policy = Buffer.from(form.fields.policy!, 'base64').toString().replace('range",1,10', 'range",1,99');
  return changed(form, { policy: Buffer.from(policy).toString('base64') });
}
