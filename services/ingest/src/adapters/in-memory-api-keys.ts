import type { ApiKey, NewApiKey } from '../access/api-key.js';
import { ApiKeys, usedEveryMs, type KeyPosition } from '../access/api-keys.js';

export class InMemoryApiKeys extends ApiKeys {
  private readonly keys = new Map<string, ApiKey>();

  async add(key: NewApiKey): Promise<ApiKey> {
    if (this.keys.has(key.id)) throw new Error(`there is a key ${key.id} already`);
    return this.put({
      ...key,
      previousSecret: null,
      createdAt: new Date(),
      revokedAt: null,
      lastUsedAt: null,
    });
  }

  async find(id: string): Promise<ApiKey | undefined> {
    return this.keys.get(id);
  }

  async list({ limit, after }: { limit: number; after?: KeyPosition }): Promise<readonly ApiKey[]> {
    return [...this.keys.values()]
      .filter((key) => !after || follows(key, after) > 0)
      .sort(follows)
      .slice(0, limit);
  }

  async replaceSecret(
    id: string,
    secretHash: Buffer,
    oldGoodUntil: Date | null,
  ): Promise<ApiKey | undefined> {
    const key = this.keys.get(id);
    if (!key || key.revokedAt) return undefined;
    const previousSecret = oldGoodUntil && { hash: key.secretHash, goodUntil: oldGoodUntil };
    return this.put({ ...key, secretHash, previousSecret });
  }

  async revoke(id: string): Promise<ApiKey | undefined> {
    const key = this.keys.get(id);
    return key && this.put({ ...key, revokedAt: key.revokedAt ?? new Date() });
  }

  async markUsed(id: string): Promise<void> {
    const key = this.keys.get(id);
    if (key && Date.now() - (key.lastUsedAt?.getTime() ?? 0) >= usedEveryMs)
      this.put({ ...key, lastUsedAt: new Date() });
  }

  private put(key: ApiKey): ApiKey {
    this.keys.set(key.id, key);
    return key;
  }
}

/** Above 0 where `b` comes before `a` in the list. */
function follows(a: KeyPosition, b: KeyPosition): number {
  return b.createdAt.getTime() - a.createdAt.getTime() || (a.id < b.id ? 1 : a.id > b.id ? -1 : 0);
}
