import { createHash, randomBytes } from 'node:crypto';
import { tellingOutages } from '@meeting-intelligence/database';
import type { DataSource } from 'typeorm';
import { EventTokens, type EventToken } from '../event-tokens.js';

/** In the table `ingest.event_tokens`. Those that have expired go with the next one that is issued. */
export class TypeOrmEventTokens extends EventTokens {
  constructor(private readonly dataSource: DataSource) {
    super();
  }

  issue(jobId: string, owner: string): Promise<EventToken> {
    const token = `et_${randomBytes(32).toString('base64url')}`;
    return tellingOutages(async () => {
      await this.dataSource.query('delete from ingest.event_tokens where expires_at < now()');
      const [row] = await this.dataSource.query<[{ expires_at: Date }]>(
        `insert into ingest.event_tokens (hash, job_id, owner, expires_at)
         values ($1, $2, $3, now() + interval '5 minutes') returning expires_at`,
        [hashOf(token), jobId, owner],
      );
      return { token, expiresAt: row.expires_at };
    });
  }

  async ownerOf(token: string, jobId: string): Promise<string | undefined> {
    const rows = await tellingOutages<{ owner: string }[]>(() =>
      this.dataSource.query(
        'select owner from ingest.event_tokens where hash = $1 and job_id::text = $2 and expires_at > now()',
        [hashOf(token), jobId],
      ),
    );
    return rows[0]?.owner;
  }
}

/** A slow hash is for what people choose; nobody guesses 32 random bytes. */
function hashOf(token: string): Buffer {
  return createHash('sha256').update(token).digest();
}
