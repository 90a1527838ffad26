import type { CreateApiKey } from '@meeting-intelligence/contracts';
import { AppError } from '@meeting-intelligence/errors';
import { Injectable } from '@nestjs/common';
import { isAlive, type ApiKey } from './api-key.js';
import { ApiKeys } from './api-keys.js';
import { hashOfSecret, isKeyId, keyText, newKeyId, newSecret } from './key-text.js';

export interface IssuedKey {
  readonly key: ApiKey;
  /** Shown once, and kept nowhere. */
  readonly text: string;
}

/** What an operator does with keys, by the API or on the command line. Everything throws AppError DATABASE_UNAVAILABLE. */
@Injectable()
export class KeyManagement {
  constructor(private readonly keys: ApiKeys) {}

  async create({ owner, name, scopes, expires_at }: CreateApiKey): Promise<IssuedKey> {
    const [id, secret] = [newKeyId(), newSecret()];
    const key = await this.keys.add({
      ...{ id, owner, name },
      scopes: [...new Set(scopes)],
      secretHash: hashOfSecret(secret),
      expiresAt: expires_at === undefined ? null : new Date(expires_at),
    });
    return { key, text: keyText({ id, secret }) };
  }

  /**
   * The old secret stays good for `graceMs`, so that nobody is locked out while the new one is brought to where it is used.
   *
   * @throws AppError API_KEY_NOT_FOUND, API_KEY_ENDED
   */
  async rotate(id: string, graceMs: number): Promise<IssuedKey> {
    const found = isKeyId(id) && (await this.keys.find(id));
    if (!found) throw keyNotFound();
    const secret = newSecret();
    const goodUntil = graceMs > 0 ? new Date(Date.now() + graceMs) : null;
    const key = isAlive(found) && (await this.keys.replaceSecret(id, hashOfSecret(secret), goodUntil));
    if (!key)
      throw new AppError('API_KEY_ENDED', 'expected a key that is good, this one is revoked or has expired');
    return { key, text: keyText({ id, secret }) };
  }

  /** Also of a key that is revoked already. @throws AppError API_KEY_NOT_FOUND */
  async revoke(id: string): Promise<ApiKey> {
    const key = isKeyId(id) && (await this.keys.revoke(id));
    if (!key) throw keyNotFound();
    return key;
  }
}

function keyNotFound(): AppError {
  return new AppError('API_KEY_NOT_FOUND', 'there is no API key with this id');
}
