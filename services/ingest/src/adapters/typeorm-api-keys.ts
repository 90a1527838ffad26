import { tellingOutages } from '@meeting-intelligence/database';
import type { DataSource, QueryDeepPartialEntity } from 'typeorm';
import type { ApiKey, NewApiKey } from '../access/api-key.js';
import { ApiKeys, usedEveryMs, type KeyPosition } from '../access/api-keys.js';
import { ApiKeyRow } from './tables.js';

export class TypeOrmApiKeys extends ApiKeys {
  constructor(private readonly dataSource: DataSource) {
    super();
  }

  async add(key: NewApiKey): Promise<ApiKey> {
    const none = { previousSecretHash: null, previousSecretUntil: null, revokedAt: null, lastUsedAt: null };
    // By our clock, in whole milliseconds: a position in the list has no more.
    const row: ApiKeyRow = { ...key, ...none, scopes: [...key.scopes], createdAt: new Date() };
    await tellingOutages(() =>
      this.dataSource.manager.insert(ApiKeyRow, row as QueryDeepPartialEntity<ApiKeyRow>),
    );
    return keyOf(row);
  }

  async find(id: string): Promise<ApiKey | undefined> {
    const row = await tellingOutages(() => this.dataSource.manager.findOneBy(ApiKeyRow, { id }));
    return row ? keyOf(row) : undefined;
  }

  async list({ limit, after }: { limit: number; after?: KeyPosition }): Promise<readonly ApiKey[]> {
    const rows = await tellingOutages(() => {
      const query = this.dataSource.manager
        .createQueryBuilder(ApiKeyRow, 'key')
        .orderBy({ 'key.createdAt': 'DESC', 'key.id': 'DESC' })
        .limit(limit);
      if (after) query.where('(key.createdAt, key.id) < (:createdAt, :id)', { ...after });
      return query.getMany();
    });
    return rows.map(keyOf);
  }

  async replaceSecret(
    id: string,
    secretHash: Buffer,
    oldGoodUntil: Date | null,
  ): Promise<ApiKey | undefined> {
    const changed = await this.update(
      `secret_hash = $2, previous_secret_until = $3,
       previous_secret_hash = case when $3::timestamptz is not null then secret_hash end
       where id = $1 and revoked_at is null`,
      [id, secretHash, oldGoodUntil],
    );
    return changed ? this.find(id) : undefined;
  }

  async revoke(id: string): Promise<ApiKey | undefined> {
    await this.update('revoked_at = now() where id = $1 and revoked_at is null', [id]);
    return this.find(id);
  }

  async markUsed(id: string): Promise<void> {
    const isDue = `coalesce(last_used_at < now() - $2 * interval '1 ms', true)`;
    await this.update(`last_used_at = now() where id = $1 and ${isDue}`, [id, usedEveryMs]);
  }

  /** Whether a row was changed. */
  private async update(statement: string, parameters: unknown[]): Promise<boolean> {
    const [, count]: [unknown, number] = await tellingOutages(() =>
      this.dataSource.query(`update ingest.api_keys set ${statement}`, parameters),
    );
    return count > 0;
  }
}

function keyOf({ previousSecretHash, previousSecretUntil, ...key }: ApiKeyRow): ApiKey {
  const previousSecret =
    previousSecretHash && previousSecretUntil
      ? { hash: previousSecretHash, goodUntil: previousSecretUntil }
      : null;
  return { ...key, previousSecret };
}
