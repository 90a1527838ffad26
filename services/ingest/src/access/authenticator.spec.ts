import { AppError } from '@meeting-intelligence/errors';
import { eventually } from '@meeting-intelligence/testing';
import { beforeEach, expect, test } from 'vitest';
import { InMemoryApiKeys } from '../adapters/in-memory-api-keys.js';
import { Guesses } from './guesses.js';
import { Authenticator } from './authenticator.js';
import { KeyManagement, type IssuedKey } from './key-management.js';
import { keyText, newKeyId, newSecret, parseKeyText } from './key-text.js';

let keys: InMemoryApiKeys;
let management: KeyManagement;
let issued: IssuedKey;

beforeEach(async () => {
  keys = new InMemoryApiKeys();
  management = new KeyManagement(keys);
  issued = await management.create({ owner: 'cms', name: 'CMS', scopes: ['jobs:read'] });
});

const authenticate = (text: string) => new Authenticator(keys).authenticate([`Bearer ${text}`]);

async function refusal(text: string): Promise<AppError> {
  const fault: unknown = await authenticate(text).catch((error: unknown) => error);
  expect(fault).toBeInstanceOf(AppError);
  return fault as AppError;
}

test('says whose key it is and what it is good for', async () => {
  expect(await authenticate(issued.text)).toEqual({
    keyId: issued.key.id,
    owner: 'cms',
    scopes: ['jobs:read'],
  });
});

test.each(['bearer', 'BEARER', 'Bearer  '])('takes the scheme as %s', async (scheme) => {
  const authenticator = new Authenticator(keys);

  expect(await authenticator.authenticate([`${scheme} ${issued.text}`])).toMatchObject({ owner: 'cms' });
});

test('refuses an unknown, a wrong, a revoked and an expired key in the same words', async () => {
  const wrong = keyText({ id: issued.key.id, secret: newSecret() });
  const unknown = keyText({ id: newKeyId(), secret: newSecret() });
  const revoked = await management.create({ owner: 'cms', name: 'old', scopes: ['jobs:read'] });
  await management.revoke(revoked.key.id);
  const expires_at = new Date(Date.now() - 1).toISOString();
  const expired = await management.create({ owner: 'cms', name: 'late', scopes: ['jobs:read'], expires_at });

  const refusals = await Promise.all([wrong, unknown, revoked.text, expired.text].map(refusal));

  expect(new Set(refusals.map(({ code, message }) => `${code} ${message}`)).size).toBe(1);
  expect(refusals[0]).toMatchObject({ code: 'UNAUTHORIZED' });
});

test('an expiry that is yet to come is none', async () => {
  const expires_at = new Date(Date.now() + 60_000).toISOString();
  const { text } = await management.create({ owner: 'cms', name: 'x', scopes: ['admin'], expires_at });

  expect(await authenticate(text)).toMatchObject({ scopes: ['admin'] });
});

test('the old secret of a rotated key is good for its grace period and no longer', async () => {
  const rotated = await management.rotate(issued.key.id, 1_000);
  expect(await authenticate(issued.text)).toMatchObject({ owner: 'cms' });
  expect(await authenticate(rotated.text)).toMatchObject({ owner: 'cms' });

  await eventually(async () => expect(await refusal(issued.text)).toMatchObject({ code: 'UNAUTHORIZED' }));
  expect(await authenticate(rotated.text)).toMatchObject({ owner: 'cms' });
});

test('without a grace period the old secret is no good at once', async () => {
  const rotated = await management.rotate(issued.key.id, 0);

  expect(await refusal(issued.text)).toMatchObject({ code: 'UNAUTHORIZED' });
  expect(await authenticate(rotated.text)).toMatchObject({ keyId: issued.key.id });
});

test('a revoked key is no good with its old secret either', async () => {
  const rotated = await management.rotate(issued.key.id, 60_000);
  await management.revoke(issued.key.id);

  expect(await refusal(issued.text)).toMatchObject({ code: 'UNAUTHORIZED' });
  expect(await refusal(rotated.text)).toMatchObject({ code: 'UNAUTHORIZED' });
  await expect(management.rotate(issued.key.id, 0)).rejects.toMatchObject({ code: 'API_KEY_ENDED' });
});

test.each([
  ['no header', []],
  ['an empty header', ['']],
  ['another scheme', ['Basic bWk6bWk=']],
  ['no scheme', [keyText({ id: newKeyId(), secret: newSecret() })]],
  ['a scheme alone', ['Bearer']],
  ['what is no key', ['Bearer x']],
  ['8 KB of nothing', [`Bearer ${'x'.repeat(8_192)}`]],
  ['8 KB of spaces', [`Bearer${' '.repeat(8_192)}`]],
])('asks for a key where there is %s', async (_what, headers) => {
  await expect(new Authenticator(keys).authenticate(headers)).rejects.toMatchObject({
    code: 'UNAUTHORIZED',
    message: expect.stringContaining('Authorization: Bearer mi_ID_SECRET'),
  });
});

test('two headers are none, also when both are right', async () => {
  const header = `Bearer ${issued.text}`;

  await expect(new Authenticator(keys).authenticate([header, header])).rejects.toMatchObject({
    code: 'UNAUTHORIZED',
  });
});

test('writes down that a key is used, not that it was tried', async () => {
  const { id } = parseKeyText(issued.text)!;
  await refusal(keyText({ id, secret: newSecret() }));
  expect((await keys.find(id))?.lastUsedAt).toBeNull();

  await authenticate(issued.text);

  expect((await keys.find(id))?.lastUsedAt).toBeInstanceOf(Date);
});

test('no error has a secret in it', async () => {
  const secret = newSecret();
  const fault = await refusal(keyText({ id: newKeyId(), secret }));

  expect(JSON.stringify(fault, Object.getOwnPropertyNames(fault))).not.toContain(secret);
});

test('looks up no more wrong keys than it may, and every one that was right', async () => {
  const authenticator = new Authenticator(keys, new Guesses({ mostPerSecond: 2 }));
  const show = (text: string) => authenticator.authenticate([`Bearer ${text}`]);
  const guess = () => show(keyText({ id: issued.key.id, secret: newSecret() }));
  await show(issued.text);

  const guesses = await Promise.allSettled([guess(), guess(), guess()]);

  const codes = guesses.map((each) => each.status === 'rejected' && (each.reason as AppError).code);
  expect(codes).toEqual(['UNAUTHORIZED', 'UNAUTHORIZED', 'RATE_LIMITED']);
  expect(await show(issued.text)).toMatchObject({ owner: 'cms' });
});
