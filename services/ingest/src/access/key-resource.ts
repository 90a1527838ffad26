import type { PublicApiKey } from '@meeting-intelligence/contracts';
import type { ApiKey } from './api-key.js';

/** The key as the API shows it: without its secret, and without what was made of it. */
export function keyResource({ id, name, owner, scopes, ...key }: ApiKey): PublicApiKey {
  return {
    ...{ id, name, owner },
    scopes: [...scopes],
    created_at: key.createdAt.toISOString(),
    expires_at: key.expiresAt?.toISOString() ?? null,
    revoked_at: key.revokedAt?.toISOString() ?? null,
    last_used_at: key.lastUsedAt?.toISOString() ?? null,
  };
}
