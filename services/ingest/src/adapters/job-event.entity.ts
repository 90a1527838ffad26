import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { LedgerEntry } from '../ledger-entry.js';

@Entity({ name: 'job_events', schema: 'ingest' })
export class JobEventEntity implements LedgerEntry {
  @PrimaryColumn('uuid', { name: 'job_id' })
  jobId!: string;

  @PrimaryColumn('integer')
  sequence!: number;

  @Column('uuid', { name: 'event_id' })
  eventId!: string;

  @Column('text')
  type!: string;

  @Column('integer')
  generation!: number;

  @Column('timestamptz', { name: 'occurred_at' })
  occurredAt!: string;

  @Column('jsonb')
  summary!: LedgerEntry['summary'];
}
