import { inspect } from 'node:util';
import { AppError } from '@meeting-intelligence/errors';
import { ConfigError, loadConfig } from '@meeting-intelligence/config';
import { expect, test } from 'vitest';
import { isSealed, keyIdOf, KeyRing, secretKeys } from './index.js';

const jobId = '7c9e6679-7425-40de-944b-e07fc1f90ae7';
const otherJob = 'b7a0b0a4-6f0a-4f0f-9a53-0d9a3b6f5c11';
const counting = Buffer.from(Array.from({ length: 32 }, (_, index) => index)).toString('base64');
const ones = Buffer.alloc(32, 255).toString('base64');
const ring = KeyRing.parse(`k1:${counting},2026-q4:${ones}`);
const newer = KeyRing.parse(`2026-q4:${ones},k1:${counting}`);
const without = KeyRing.parse(`2026-q4:${ones}`);

/** Made by another implementation (pyca/cryptography) with the nonce `defghijklmno`. */
const vectors = [
  ['a-secret-of-the-cms', 'v1.k1.ZGVmZ2hpamtsbW5vKTatAxqbM-oTDTnFrg0P0CGvdYGLcUCm6tzwDecizusfvQQ'],
  ['', 'v1.k1.ZGVmZ2hpamtsbW5vHu6CPbaQAW8eZhFYa2Tazg'],
  ['пароль 😀', 'v1.2026-q4.ZGVmZ2hpamtsbW5v2biWhdgDI6185oWN0R3IeTcxuhYw7s-gpk0XL6831XM1'],
] as const;

function codeOf(work: () => unknown): string | undefined {
  try {
    work();
  } catch (error) {
    return error instanceof AppError && !error.retryable ? error.code : String(error);
  }
  return undefined;
}

test.each(vectors)('opens to %j what another implementation sealed', (text, sealed) => {
  expect(ring.open(sealed, jobId)).toBe(text);
  expect(isSealed(sealed)).toBe(true);
});

test.each(['a-secret-of-the-cms', '', 'пароль 😀', 'x'.repeat(10_000), vectors[0][1]])(
  'opens what it sealed, and seals it differently each time (%#)',
  (text) => {
    const sealed = [ring.seal(text, jobId), ring.seal(text, jobId)] as const;

    expect(sealed[0]).not.toBe(sealed[1]);
    for (const one of sealed) {
      expect(one).toMatch(/^v1\.k1\.[\w-]+$/);
      expect(ring.open(one, jobId)).toBe(text);
    }
  },
);

test('whatever one character is changed to, nothing opens', () => {
  const [, sealed] = vectors[0];
  // Every character that may stand there, also those that decode to the same bytes, and some that may not.
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
  const replacements = [...alphabet, '.', '=', '~', '+', '/', '\n', ' ', ''];
  for (let at = 0; at < sealed.length; at += 1) {
    for (const replacement of replacements.filter((one) => one !== sealed[at])) {
      const changed = sealed.slice(0, at) + replacement + sealed.slice(at + 1);
      expect(
        codeOf(() => ring.open(changed, jobId)),
        changed,
      ).toMatch(/^SECRET_(UNREADABLE|KEY_UNKNOWN)$/);
    }
  }
});

test('whatever bit of nonce, ciphertext and tag is turned, it is noticed', () => {
  const [version, keyId, encoded = ''] = vectors[0][1].split('.');
  const bytes = Buffer.from(encoded, 'base64url');
  for (let bit = 0; bit < 8 * bytes.length; bit += 1) {
    const changed = Buffer.from(bytes);
    changed[bit >> 3]! ^= 1 << (bit & 7);
    const sealed = [version, keyId, changed.toString('base64url')].join('.');
    expect(
      codeOf(() => ring.open(sealed, jobId)),
      `bit ${bit}`,
    ).toBe('SECRET_UNREADABLE');
  }
});

test('a cut or lengthened text does not open', () => {
  const [, sealed] = vectors[0];
  for (let length = 0; length < sealed.length; length += 1)
    expect(codeOf(() => ring.open(sealed.slice(0, length), jobId))).toBe('SECRET_UNREADABLE');
  expect(codeOf(() => ring.open(`${sealed}A`, jobId))).toBe('SECRET_UNREADABLE');
});

test('what belongs to one job opens for no other', () => {
  expect(codeOf(() => ring.open(ring.seal('s', jobId), otherJob))).toBe('SECRET_UNREADABLE');
});

test('a text under another key id does not open, even where both ids have the same key', () => {
  const renamed = KeyRing.parse(`k2:${counting}`);
  const sealed = ring.seal('s', jobId).replace('.k1.', '.k2.');

  expect(codeOf(() => renamed.open(sealed, jobId))).toBe('SECRET_UNREADABLE');
});

test('a key that is not on the ring is an error of its own, which names the key', () => {
  expect(codeOf(() => without.open(vectors[0][1], jobId))).toBe('SECRET_KEY_UNKNOWN');
  expect(() => without.open(vectors[0][1], jobId)).toThrow(/key k1/);
});

test.each(['a-secret-of-the-cms', '', 'v1.k1.short', `v2${vectors[0][1].slice(2)}`])(
  'plain text (%j) is not sealed, and does not open',
  (text) => {
    expect(isSealed(text)).toBe(false);
    expect(keyIdOf(text)).toBeUndefined();
    expect(codeOf(() => ring.open(text, jobId))).toBe('SECRET_UNREADABLE');
  },
);

test('a damaged text is still a sealed one: it is never taken for plain', () => {
  const damaged = vectors[0][1].slice(0, -1);

  expect(isSealed(damaged)).toBe(true);
  expect(codeOf(() => ring.reseal(damaged, jobId))).toBeUndefined(); // sealed with the first key: nobody looks into it
  expect(codeOf(() => newer.reseal(damaged, jobId))).toBe('SECRET_UNREADABLE');
});

test('no error tells of the secret or of a key', () => {
  const sealed = ring.seal('a-secret-of-the-cms', jobId);
  for (const work of [() => ring.open(sealed, otherJob), () => without.open(sealed, jobId)]) {
    try {
      work();
      expect.unreachable();
    } catch (error) {
      const told = inspect(error, { depth: 5 });
      for (const hidden of ['a-secret-of-the-cms', counting, ones]) expect(told).not.toContain(hidden);
    }
  }
});

test('resealing brings plain and older texts under the first key, and leaves the others', () => {
  const older = vectors[0][1];
  expect(['plain', older, newer.seal('s', jobId)].map((text) => newer.needsResealing(text))).toEqual([
    true,
    true,
    false,
  ]);

  for (const text of ['a-secret-of-the-cms', older]) {
    const resealed = newer.reseal(text, jobId);
    expect(keyIdOf(resealed)).toBe('2026-q4');
    expect(newer.open(resealed, jobId)).toBe('a-secret-of-the-cms');
    expect(newer.reseal(resealed, jobId)).toBe(resealed);
  }
  expect(codeOf(() => without.reseal(older, jobId))).toBe('SECRET_KEY_UNKNOWN');
});

const expected = /^key 2: expected ID:KEY, /;
test.each([
  ['no id', `k1:${counting},${ones}`, expected],
  ['nothing after the comma', `k1:${counting},`, expected],
  ['an id in capitals', `k1:${counting},K2:${ones}`, expected],
  ['an id of 33 characters', `k1:${counting},${'a'.repeat(33)}:${ones}`, expected],
  ['an empty id', `k1:${counting},:${ones}`, expected],
  ['a space', `k1:${counting}, k2:${ones}`, expected],
  ['15 bytes', `k1:${counting},k2:${Buffer.alloc(15, 1).toString('base64')}`, expected],
  ['33 bytes', `k1:${counting},k2:${Buffer.alloc(33, 1).toString('base64')}`, expected],
  ['hexadecimal', `k1:${counting},k2:${'ab'.repeat(32)}`, expected],
  ['a key without its padding', `k1:${counting},k2:${ones.slice(0, -1)}`, expected],
  ['spare bits that are set', `k1:${counting},k2:${ones.slice(0, -2)}9=`, expected],
  ['something after the key', `k1:${counting},k2:${ones}:x`, expected],
  ['an id twice', `k1:${counting},k1:${ones}`, /^key 2: expected an id of its own/],
  ['a key twice', `k1:${counting},k2:${counting}`, /^key 2: expected a key of its own/],
  ['nothing', '', /^key 1: expected ID:KEY/],
  ['two faults', 'a,b', /^key 1: expected .*; key 2: expected /],
])('a ring with %s is refused by its position, and nothing of it is repeated', (_, text, message) => {
  expect(() => KeyRing.parse(text)).toThrow(message);
  try {
    KeyRing.parse(text);
  } catch (error) {
    for (const part of text.split(/[,:]/).filter((one) => one.length > 8))
      expect(String(error)).not.toContain(part);
  }
});

test('a ring shows its keys to nobody who prints it', () => {
  const shown = [inspect(ring, { depth: 9, showHidden: true }), JSON.stringify(ring)].join();

  expect(ring.sealsWith).toBe('k1');
  for (const key of [counting, ones])
    for (const encoding of ['base64', 'hex', 'base64url'] as const)
      expect(shown).not.toContain(Buffer.from(key, 'base64').toString(encoding));
  expect(shown).not.toMatch(/ff ff ff|00 01 02/);
});

test('is a field of a configuration: its faults name what was expected and end the start with 78', () => {
  const fields = { SECRET_KEYS: secretKeys };

  expect(loadConfig(fields, { SECRET_KEYS: `k1:${counting}` }).SECRET_KEYS.sealsWith).toBe('k1');
  for (const [given, fault] of [
    ['k1:hunter2', /SECRET_KEYS: key 1: expected ID:KEY/],
    ['', /SECRET_KEYS is missing/],
  ] as const) {
    try {
      loadConfig(fields, { SECRET_KEYS: given });
      expect.unreachable();
    } catch (error) {
      expect(error).toBeInstanceOf(ConfigError);
      expect(error).toMatchObject({ exitCode: 78, message: expect.stringMatching(fault) as string });
      expect(String(error)).not.toContain('hunter2');
    }
  }
});
