import type { ApiKey, NewApiKey } from './api-key.js';

/** Who reads a list goes on from here. */
export interface KeyPosition {
  readonly createdAt: Date;
  readonly id: string;
}

/** That a key is used is written down once in so long: reading a job is no reason to write. */
export const usedEveryMs = 300_000;

/**
 * The keys of the public API. `TypeOrmApiKeys` and `InMemoryApiKeys` pass the same suite.
 * All methods throw AppError DATABASE_UNAVAILABLE.
 */
export abstract class ApiKeys {
  abstract add(key: NewApiKey): Promise<ApiKey>;

  /** Also one that is revoked or has expired. */
  abstract find(id: string): Promise<ApiKey | undefined>;

  /** The newest first, revoked ones included; with `after` those that follow it. */
  abstract list(options: {
    readonly limit: number;
    readonly after?: KeyPosition;
  }): Promise<readonly ApiKey[]>;

  /**
   * From now on the secret with this hash is the key's. The one before it stays good until `oldGoodUntil`, that before the
   * one before does not. Undefined for a key that is not there or is revoked.
   */
  abstract replaceSecret(
    id: string,
    secretHash: Buffer,
    oldGoodUntil: Date | null,
  ): Promise<ApiKey | undefined>;

  /** For good. Of a key that is revoked already the time stays. Undefined for one that is not there. */
  abstract revoke(id: string): Promise<ApiKey | undefined>;

  /** Writes down that it is used, unless that was done less than `usedEveryMs` ago. */
  abstract markUsed(id: string): Promise<void>;
}
