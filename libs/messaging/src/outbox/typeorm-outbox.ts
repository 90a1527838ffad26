import type { Envelope } from '@meeting-intelligence/contracts';
import { Outbox, type Transaction } from './inbox.js';
import { tablesIn, type Tables } from './tables.js';

export class TypeOrmOutbox extends Outbox {
  private readonly tables: Tables;

  constructor(schema: string) {
    super();
    this.tables = tablesIn(schema);
  }

  override async add(transaction: Transaction, events: readonly Envelope[]): Promise<void> {
    if (events.length === 0) return;
    // In their order: identity values follow it. An event that already waits to be published is the same event.
    await transaction.query(
      `insert into ${this.tables.outbox} (event_id, envelope)
       select event_id, envelope from unnest($1::uuid[], $2::text[]) with ordinality as added (event_id, envelope, position)
       order by position
       on conflict (event_id) do nothing`,
      [events.map(({ id }) => id), events.map((event) => JSON.stringify(event))],
    );
    // Delivered to the relays when, and only if, this transaction commits.
    await transaction.query(`select pg_notify($1, '')`, [this.tables.channel]);
  }

  override async withdraw(transaction: Transaction, jobId: string): Promise<void> {
    const found = await transaction.query<{ id: string; envelope: string }[]>(
      `select id, envelope from ${this.tables.outbox} where envelope like '%"subject":"' || $1 || '"%' for update`,
      [jobId],
    );
    // Metadata of another job may name this one in the same words. PostgreSQL cannot tell: its JSON knows no \u0000.
    const ids = found
      .filter(({ envelope }) => (JSON.parse(envelope) as Envelope).subject === jobId)
      .map(({ id }) => id);
    await transaction.query(`delete from ${this.tables.outbox} where id = any($1::bigint[])`, [ids]);
  }
}
