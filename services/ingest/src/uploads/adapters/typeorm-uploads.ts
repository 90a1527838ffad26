import { tellingOutages } from '@meeting-intelligence/database';
import type { Transaction } from '@meeting-intelligence/messaging';
import type { DataSource } from 'typeorm';
import type { Upload, UploadPart } from '../upload.js';
import { Uploads, type NewUpload } from '../uploads.js';

interface Row {
  readonly id: string;
  readonly owner: string;
  readonly kind: Upload['kind'];
  /** PostgreSQL's bigint comes as text. */
  readonly length: string | null;
  readonly received: string;
  readonly metadata: string;
  readonly expires_at: Date;
  readonly job_id: string | null;
}

const columns = 'id, owner, kind, length, received, metadata, expires_at, job_id';
const isHeld = '(holder is not null and held_until > now())';
const ms = "* interval '1 ms'";

/** In the tables `ingest.uploads` and `ingest.upload_parts`. */
export class TypeOrmUploads extends Uploads {
  constructor(private readonly dataSource: DataSource) {
    super();
  }

  async create(
    { id, owner, kind, length, metadata }: NewUpload,
    { lifeMs, mostOpen }: { readonly lifeMs: number; readonly mostOpen: number },
  ): Promise<Upload | undefined> {
    const [row] = await this.rows<Row>(
      `insert into ingest.uploads (id, owner, kind, length, metadata, expires_at)
       select $1::uuid, $2::text, $3::text, $4::bigint, $5::text, now() + $6 ${ms}
       where $7 = 0 or $7 > (
         select count(*) from ingest.uploads where owner = $2 and job_id is null and expires_at > now())
       returning ${columns}`,
      [id, owner, kind, length, metadata, lifeMs, mostOpen],
    );
    return row && uploadOf(row);
  }

  async find(id: string, owner: string): Promise<Upload | undefined> {
    const [row] = await this.rows<Row>(
      `select ${columns} from ingest.uploads where id = $1 and owner = $2 and expires_at > now()`,
      [id, owner],
    );
    return row && uploadOf(row);
  }

  async hold(id: string, owner: string, holder: string, leaseMs: number): Promise<Upload | undefined> {
    const [row] = await this.changed<Row>(
      `update ingest.uploads set holder = $3, held_until = now() + $4 ${ms}, release_asked = false
       where id = $1 and owner = $2 and expires_at > now() and not ${isHeld} returning ${columns}`,
      [id, owner, holder, leaseMs],
    );
    return row && uploadOf(row);
  }

  async renew(id: string, holder: string, leaseMs: number, refuse: boolean) {
    const [row] = await this.changed<{ release_asked: boolean }>(
      `update ingest.uploads set held_until = now() + $3 ${ms}, release_asked = release_asked and not $4
       where id = $1 and holder = $2 returning release_asked`,
      [id, holder, leaseMs, refuse],
    );
    return row && { isAsked: row.release_asked };
  }

  async askForRelease(id: string): Promise<void> {
    await this.changed(`update ingest.uploads set release_asked = true where id = $1 and ${isHeld}`, [id]);
  }

  async holdOn(id: string) {
    const [row] = await this.rows<{ is_held: boolean; release_asked: boolean }>(
      `select ${isHeld} as is_held, release_asked from ingest.uploads where id = $1`,
      [id],
    );
    return { isHeld: row?.is_held ?? false, isAsked: row?.release_asked ?? false };
  }

  async release(id: string, holder: string): Promise<void> {
    await this.changed(
      `update ingest.uploads set holder = null, held_until = null, release_asked = false
       where id = $1 and holder = $2`,
      [id, holder],
    );
  }

  async setLength(id: string, holder: string, length: number): Promise<boolean> {
    const changed = await this.changed(
      `update ingest.uploads set length = $3 where id = $1 and holder = $2 and length is null returning id`,
      [id, holder, length],
    );
    return changed.length === 1;
  }

  async append(id: string, holder: string, parts: readonly UploadPart[]): Promise<boolean> {
    const size = parts.reduce((sum, part) => sum + part.size, 0);
    const added = await this.rows<{ start: string }>(
      `with moved as (
         update ingest.uploads set received = received + $3::bigint
         where id = $1 and holder = $2 and received = $4::bigint returning id)
       insert into ingest.upload_parts (upload_id, start, size, key)
       select moved.id, part.* from moved, unnest($5::bigint[], $6::bigint[], $7::text[]) part
       returning start`,
      [
        ...[id, holder, size, parts[0]!.start],
        ...[parts.map(({ start }) => start), parts.map((part) => part.size), parts.map(({ key }) => key)],
      ],
    );
    return added.length === parts.length;
  }

  async countParts(id: string): Promise<number> {
    const [row] = await this.rows<{ readonly parts: number }>(
      'select count(*)::integer as parts from ingest.upload_parts where upload_id = $1',
      [id],
    );
    return row!.parts;
  }

  async partsOf(id: string): Promise<readonly UploadPart[]> {
    const rows = await this.rows<{ start: string; size: string; key: string }>(
      'select start, size, key from ingest.upload_parts where upload_id = $1 order by start',
      [id],
    );
    return rows.map(({ start, size, key }) => ({ start: Number(start), size: Number(size), key }));
  }

  async markUsed(transaction: Transaction, id: string, holder: string, jobId: string): Promise<boolean> {
    const [changed] = await transaction.query<[unknown[], number]>(
      `update ingest.uploads set job_id = $3 where id = $1 and holder = $2 and coalesce(job_id, $3) = $3 returning id`,
      [id, holder, jobId],
    );
    return changed.length === 1;
  }

  async remove(id: string, holder: string): Promise<boolean> {
    const removed = await this.changed(
      'delete from ingest.uploads where id = $1 and holder = $2 returning id',
      [id, holder],
    );
    return removed.length === 1;
  }

  async removeExpired(): Promise<number> {
    const removed = await this.changed(
      `delete from ingest.uploads where expires_at <= now() and not ${isHeld} returning id`,
      [],
    );
    return removed.length;
  }

  async inNeed(ids: readonly string[]): Promise<ReadonlySet<string>> {
    const rows = await this.rows<{ id: string }>(
      `select id from ingest.uploads
       where id = any($1::uuid[]) and (${isHeld} or (expires_at > now() and job_id is null))`,
      [ids],
    );
    return new Set(rows.map(({ id }) => id));
  }

  private rows<R>(sql: string, parameters: unknown[]): Promise<R[]> {
    return tellingOutages(() => this.dataSource.query<R[]>(sql, parameters));
  }

  /** TypeORM answers an `update` and a `delete` with the rows and their number. */
  private async changed<R>(sql: string, parameters: unknown[]): Promise<R[]> {
    const [rows] = await tellingOutages(() => this.dataSource.query<[R[], number]>(sql, parameters));
    return rows;
  }
}

function uploadOf(row: Row): Upload {
  const { id, owner, kind, length, received, metadata, expires_at: expiresAt, job_id: jobId } = row;
  return {
    ...{ id, owner, kind, metadata, expiresAt, jobId },
    length: length === null ? null : Number(length),
    received: Number(received),
  };
}
