import type { Scope } from '@meeting-intelligence/contracts';

export interface NewApiKey {
  /** The part of the key's text that is no secret. */
  readonly id: string;
  /** Whose jobs it is for. */
  readonly owner: string;
  /** For people: where it is used. */
  readonly name: string;
  readonly scopes: readonly Scope[];
  /** SHA-256 of the secret, which is kept nowhere. */
  readonly secretHash: Buffer;
  /** Null: never. */
  readonly expiresAt: Date | null;
}

export interface ApiKey extends NewApiKey {
  /** The secret before the last rotation, while it is still good. */
  readonly previousSecret: { readonly hash: Buffer; readonly goodUntil: Date } | null;
  readonly createdAt: Date;
  readonly revokedAt: Date | null;
  /** To within `usedEveryMs` of api-keys.ts. */
  readonly lastUsedAt: Date | null;
}

/** Whether it opens anything, apart from its secret. */
export function isAlive({ revokedAt, expiresAt }: ApiKey, now = Date.now()): boolean {
  return revokedAt === null && (expiresAt === null || expiresAt.getTime() > now);
}
