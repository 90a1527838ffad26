import { createHash, randomBytes, randomInt } from 'node:crypto';

/** `mi_<id>_<secret>`: 16 characters that say which key it is, and 32 random bytes as base64url. */
const form = /^mi_([0-9A-Za-z]{16})_([\w-]{43})$/;

const base62 = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

export interface KeyParts {
  readonly id: string;
  readonly secret: string;
}

/** What is none is in no database: PostgreSQL does not even take NUL. */
export function isKeyId(text: string): boolean {
  return /^[0-9A-Za-z]{16}$/.test(text);
}

export function newKeyId(): string {
  return Array.from({ length: 16 }, () => base62[randomInt(base62.length)]).join('');
}

export function newSecret(): string {
  return randomBytes(32).toString('base64url');
}

export function keyText({ id, secret }: KeyParts): string {
  return `mi_${id}_${secret}`;
}

/** Undefined for what is no key in exactly this form. */
export function parseKeyText(text: string): KeyParts | undefined {
  const [, id, secret] = form.exec(text) ?? [];
  return id !== undefined && secret !== undefined ? { id, secret } : undefined;
}

/**
 * Of the text, not of the bytes it stands for: several texts stand for the same bytes. A slow hash is for what people
 * choose; nobody guesses 32 random bytes.
 */
export function hashOfSecret(secret: string): Buffer {
  return createHash('sha256').update(secret).digest();
}
