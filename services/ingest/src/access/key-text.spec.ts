import { expect, test } from 'vitest';
import { hashOfSecret, keyText, newKeyId, newSecret, parseKeyText } from './key-text.js';

const id = '4fQz0VbN7aLxTe2C';
const secret = 'A'.repeat(43);

test('a key is read as it was written, and no two are the same', () => {
  const made = Array.from({ length: 200 }, () => ({ id: newKeyId(), secret: newSecret() }));

  expect(made.map((key) => parseKeyText(keyText(key)))).toEqual(made);
  expect(new Set(made.flatMap((key) => [key.id, key.secret])).size).toBe(400);
});

test('the hash of a secret has nothing of it', () => {
  const made = newSecret();

  expect(hashOfSecret(made)).toHaveLength(32);
  expect(hashOfSecret(made)).toEqual(hashOfSecret(made));
  expect(hashOfSecret(made).equals(Buffer.from(made, 'base64url'))).toBe(false);
});

// Of the last character of 32 bytes in base64url two bits stand for nothing.
test('two texts of the same bytes are two secrets', () => {
  const [one, other] = [`${'A'.repeat(42)}A`, `${'A'.repeat(42)}B`];

  expect(Buffer.from(one, 'base64url')).toEqual(Buffer.from(other, 'base64url'));
  expect(hashOfSecret(one).equals(hashOfSecret(other))).toBe(false);
});

test.each([
  ['nothing', ''],
  ['another prefix', `sk_${id}_${secret}`],
  ['a prefix in capitals', `MI_${id}_${secret}`],
  ['no secret', `mi_${id}`],
  ['an empty secret', `mi_${id}_`],
  ['a secret that is too short', `mi_${id}_${secret.slice(1)}`],
  ['a secret that is too long', `mi_${id}_${secret}A`],
  ['an id that is too short', `mi_${id.slice(1)}_${secret}`],
  ['an id with other characters', `mi_${id.slice(1)}-_${secret}`],
  ['padding', `mi_${id}_${secret.slice(1)}=`],
  ['plus and slash', `mi_${id}_${secret.slice(2)}+/`],
  ['white space', `mi_${id}_${secret} `],
  ['a line end', `mi_${id}_${secret}\n`],
  ['a letter that looks like another', `mi_${id.replace('C', 'С')}_${secret}`],
])('%s is no key', (_what, text) => {
  expect(parseKeyText(text)).toBeUndefined();
});
