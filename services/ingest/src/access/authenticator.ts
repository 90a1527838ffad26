import { timingSafeEqual } from 'node:crypto';
import { AppError } from '@meeting-intelligence/errors';
import { Injectable } from '@nestjs/common';
import { isAlive, type ApiKey } from './api-key.js';
import { ApiKeys, usedEveryMs } from './api-keys.js';
import { Guesses } from './guesses.js';
import { hashOfSecret, keyText, parseKeyText, type KeyParts } from './key-text.js';
import type { Principal } from './principal.js';

/** Finds out who asks. */
@Injectable()
export class Authenticator {
  constructor(
    private readonly keys: ApiKeys,
    private readonly guesses: Guesses = new Guesses(),
  ) {}

  /**
   * `authorization`: every header of that name. What a wrong key lacks is not told: whoever tries keys learns nothing of
   * those that there are.
   *
   * @throws AppError UNAUTHORIZED, RATE_LIMITED, DATABASE_UNAVAILABLE
   */
  async authenticate(authorization: readonly string[]): Promise<Principal> {
    const given = keyIn(authorization);
    if (!given)
      throw new AppError(
        'UNAUTHORIZED',
        'expected one header of the form Authorization: Bearer mi_ID_SECRET',
      );
    const key = await this.guesses.check(keyText(given), () => this.keyOf(given));
    return { keyId: key.id, owner: key.owner, scopes: key.scopes };
  }

  private async keyOf({ id, secret }: KeyParts): Promise<ApiKey> {
    const key = await this.keys.find(id);
    const isRight = isSecretOf(key, secret);
    if (!key || !isRight || !isAlive(key))
      throw new AppError('UNAUTHORIZED', 'expected an API key that is good, this one is not');
    if (!key.lastUsedAt || Date.now() - key.lastUsedAt.getTime() >= usedEveryMs)
      await this.keys.markUsed(key.id);
    return key;
  }
}

/** Two headers are none: which of them counts, a proxy in front of us may see differently. */
function keyIn([header, ...others]: readonly string[]): KeyParts | undefined {
  if (header === undefined || others.length > 0) return undefined;
  const [, text] = /^bearer +(\S+)$/i.exec(header) ?? [];
  return text === undefined ? undefined : parseKeyText(text);
}

/** What no secret has as its hash. */
const nothing = Buffer.alloc(32);

/** Takes the same time whether or not there is such a key, and a secret before this one. */
function isSecretOf(key: ApiKey | undefined, secret: string): boolean {
  const given = hashOfSecret(secret);
  const isCurrent = timingSafeEqual(given, key?.secretHash ?? nothing);
  const isPrevious = timingSafeEqual(given, key?.previousSecret?.hash ?? nothing);
  return isCurrent || (isPrevious && (key?.previousSecret?.goodUntil.getTime() ?? 0) > Date.now());
}
