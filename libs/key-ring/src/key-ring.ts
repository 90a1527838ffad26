import { createCipheriv, createDecipheriv, createSecretKey, randomBytes, type KeyObject } from 'node:crypto';
import { AppError } from '@meeting-intelligence/errors';
import {
  authenticatedData,
  isKeyId,
  isSealed,
  keyIdOf,
  NONCE_BYTES,
  readSealed,
  TAG_BYTES,
  writeSealed,
} from './sealed-text.js';

const CIPHER = 'aes-256-gcm';
const KEY_BYTES = 32;

/**
 * Keys by id: the first seals, all open. To rotate, a new key is put first and the old one stays until nothing is sealed
 * with it any more. Keys are in no property that is printed, logged or turned into JSON.
 *
 * Nonces are random, so one key is good for 2^32 texts (NIST SP 800-38D §8.3).
 */
export class KeyRing {
  readonly #keys: ReadonlyMap<string, KeyObject>;
  /** Id of the key that seals. */
  readonly sealsWith: string;

  private constructor(keys: ReadonlyMap<string, KeyObject>, sealsWith: string) {
    this.#keys = keys;
    this.sealsWith = sealsWith;
  }

  /**
   * `ID:KEY,ID:KEY,…`: ids of lower-case letters, digits and hyphens, at most 32; keys of 32 bytes in base64.
   *
   * @throws Error with every fault by the position of its key; never what was given, which may be a key in the wrong place
   */
  static parse(text: string): KeyRing {
    const faults: string[] = [];
    const keys = new Map<string, KeyObject>();
    text.split(',').forEach((entry, index) => {
      const fault = addKey(keys, entry);
      if (fault !== undefined) faults.push(`key ${index + 1}: ${fault}`);
    });
    const [first] = keys.keys();
    if (faults.length > 0 || first === undefined) throw new Error(faults.join('; '));
    return new KeyRing(keys, first);
  }

  /** Seals well-formed text. It opens only with the same context, which says what it belongs to: the id of a job. */
  seal(text: string, context: string): string {
    const keyId = this.sealsWith;
    const nonce = randomBytes(NONCE_BYTES);
    const cipher = createCipheriv(CIPHER, this.keyOf(keyId), nonce, { authTagLength: TAG_BYTES });
    cipher.setAAD(authenticatedData(keyId, context));
    const ciphertext = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
    return writeSealed({ keyId, nonce, ciphertext, tag: cipher.getAuthTag() });
  }

  /**
   * The text that was sealed. Neither error is retryable: the same ring will never open it, so whoever waits waits for a
   * person, who puts the key back and replays.
   *
   * @throws AppError SECRET_KEY_UNKNOWN for a key that is not on the ring; SECRET_UNREADABLE for what is not sealed, was
   * changed, or belongs to another context
   */
  open(sealed: string, context: string): string {
    const parts = readSealed(sealed);
    if (!parts) throw new AppError('SECRET_UNREADABLE', 'expected a sealed secret, got another text');
    const { keyId, nonce, ciphertext, tag } = parts;
    const decipher = createDecipheriv(CIPHER, this.keyOf(keyId), nonce, { authTagLength: TAG_BYTES });
    decipher.setAAD(authenticatedData(keyId, context));
    decipher.setAuthTag(tag);
    try {
      return Buffer.concat([decipher.update(ciphertext), decipher.final()]).toString('utf8');
    } catch (cause) {
      throw new AppError(
        'SECRET_UNREADABLE',
        `the secret does not open with key ${keyId}: it was changed, belongs to something else, or the key is another one`,
        { cause },
      );
    }
  }

  /** Whether the text is plain, or sealed with another key than the first. */
  needsResealing(text: string): boolean {
    return keyIdOf(text) !== this.sealsWith;
  }

  /**
   * The same secret under the first key: plain text is sealed, what another key sealed is sealed anew.
   *
   * @throws AppError as `open`
   */
  reseal(text: string, context: string): string {
    if (!this.needsResealing(text)) return text;
    return this.seal(isSealed(text) ? this.open(text, context) : text, context);
  }

  private keyOf(keyId: string): KeyObject {
    const key = this.#keys.get(keyId);
    if (key) return key;
    throw new AppError(
      'SECRET_KEY_UNKNOWN',
      `the secret is sealed with key ${keyId}, which is not in SECRET_KEYS`,
    );
  }
}

/** Returns what is wrong with the entry. */
function addKey(keys: Map<string, KeyObject>, entry: string): string | undefined {
  const [id = '', encoded = '', ...others] = entry.split(':');
  const bytes = Buffer.from(encoded, 'base64');
  if (others.length > 0 || !isKeyId(id) || bytes.length !== KEY_BYTES || bytes.toString('base64') !== encoded)
    return 'expected ID:KEY, with ID of a-z, 0-9 and hyphens (32 at most) and KEY of 32 bytes in base64';
  if (keys.has(id)) return 'expected an id of its own, got that of an earlier key';
  const key = createSecretKey(bytes);
  if ([...keys.values()].some((other) => other.equals(key)))
    return 'expected a key of its own, got the bytes of an earlier one';
  keys.set(id, key);
  return undefined;
}
