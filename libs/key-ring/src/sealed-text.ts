/**
 * The form of a sealed text: `v1.<key id>.<base64url of nonce, ciphertext and tag>`. `v1` is AES-256-GCM with a random
 * nonce of 12 bytes and a tag of 16.
 */
export interface SealedText {
  readonly keyId: string;
  readonly nonce: Buffer;
  readonly ciphertext: Buffer;
  readonly tag: Buffer;
}

export const NONCE_BYTES = 12;
export const TAG_BYTES = 16;

const VERSION = 'v1';
const keyId = '[a-z0-9-]{1,32}';
/** Shorter is no sealed text: nonce and tag alone make 38 characters. */
const form = new RegExp(`^${VERSION}\\.(${keyId})\\.([A-Za-z0-9_-]{38,})$`);

export function isKeyId(text: string): boolean {
  return new RegExp(`^${keyId}$`).test(text);
}

/** Whether a text has the form. That it opens is another question: a damaged one is still sealed, and never plain. */
export function isSealed(text: string): boolean {
  return form.test(text);
}

/** Which key it names; undefined for a text that is not sealed. */
export function keyIdOf(text: string): string | undefined {
  return form.exec(text)?.[1];
}

/** Undefined for anything that `writeSealed` does not write. */
export function readSealed(text: string): SealedText | undefined {
  const [, keyId, encoded] = form.exec(text) ?? [];
  if (keyId === undefined || encoded === undefined) return undefined;
  const bytes = Buffer.from(encoded, 'base64url');
  // The last character may have bits to spare, which decoding ignores: of several spellings one is ours.
  if (bytes.toString('base64url') !== encoded) return undefined;
  return {
    keyId,
    nonce: bytes.subarray(0, NONCE_BYTES),
    ciphertext: bytes.subarray(NONCE_BYTES, -TAG_BYTES),
    tag: bytes.subarray(-TAG_BYTES),
  };
}

export function writeSealed({ keyId, nonce, ciphertext, tag }: SealedText): string {
  return `${VERSION}.${keyId}.${Buffer.concat([nonce, ciphertext, tag]).toString('base64url')}`;
}

/** What is authenticated beside the text. A key id has no dot in it, so no two of them read the same. */
export function authenticatedData(keyId: string, context: string): Buffer {
  return Buffer.from(`${VERSION}.${keyId}.${context}`);
}
