/** The schema `ingest` as TypeORM sees it; migrations/ makes it. */
import type { JobLane, MeetingDetails, Recording, Scope } from '@meeting-intelligence/contracts';
import { Column, CreateDateColumn, Entity, PrimaryColumn, UpdateDateColumn } from 'typeorm';
import type { Facts } from '../job-progress.js';
import type { Place, Step } from '../job-step.js';
import type { LedgerEntry } from '../ledger-entry.js';

@Entity('jobs')
export class JobRow {
  @PrimaryColumn('uuid') id!: string;
  @Column('text') owner!: string;
  /** With `stage` read off the facts, for people and queries; the facts are what counts. */
  @Column('text') status!: string;
  @Column('text', { nullable: true }) stage!: string | null;
  /** What it waits for (job-step.ts); null when it has ended. */
  @Column('text', { nullable: true }) step!: Place | null;
  @Column('text', { default: 'interactive' }) lane!: JobLane;
  @Column('integer') generation!: number;
  @Column('jsonb') facts!: Facts;
  /** When it was recorded that this generation came to a step, by the clock of the database (overdue-jobs.ts). */
  @Column('jsonb', { default: {}, select: false }) reached!: Partial<Record<Step, string>>;
  @Column('jsonb', { nullable: true }) recording!: Recording | null;
  @Column('jsonb') meeting!: MeetingDetails;
  @Column('text', { name: 'webhook_url', nullable: true }) webhookUrl!: string | null;
  /** What it takes to hand it to the pipeline later or again (opening/job-orders.ts), sealed for the job. */
  @Column('text', { name: 'sealed_order', nullable: true }) sealedOrder!: string | null;
  /** Since when it stands in the queue in which it is: it was opened, released or retried then. */
  @Column('timestamptz', { name: 'queued_at', default: () => 'now()' }) queuedAt!: Date;
  /** Number of the newest entry in `job_events`. */
  @Column('integer', { name: 'last_sequence' }) lastSequence!: number;
  @CreateDateColumn({ name: 'created_at', type: 'timestamptz' }) createdAt!: Date;
  @UpdateDateColumn({ name: 'updated_at', type: 'timestamptz' }) updatedAt!: Date;
}

@Entity('job_events')
export class JobEventRow implements LedgerEntry {
  @PrimaryColumn('uuid', { name: 'job_id' }) jobId!: string;
  @PrimaryColumn('integer') sequence!: number;
  @Column('uuid', { name: 'event_id' }) eventId!: string;
  @Column('text') type!: string;
  @Column('integer') generation!: number;
  @Column('timestamptz', { name: 'occurred_at' }) occurredAt!: string;
  @Column('jsonb') summary!: LedgerEntry['summary'];
  @Column('jsonb', { nullable: true }) hop!: LedgerEntry['hop'];
  /** With `stage` and `progress` the state that the job was in from then on: for those who follow it. */
  @Column('text') status!: string;
  @Column('text', { nullable: true }) stage!: string | null;
  @Column('real') progress!: number;
}

@Entity('api_keys')
export class ApiKeyRow {
  @PrimaryColumn('text') id!: string;
  @Column('text') owner!: string;
  @Column('text') name!: string;
  @Column('text', { array: true }) scopes!: Scope[];
  @Column('bytea', { name: 'secret_hash' }) secretHash!: Buffer;
  @Column('bytea', { name: 'previous_secret_hash', nullable: true }) previousSecretHash!: Buffer | null;
  @Column('timestamptz', { name: 'previous_secret_until', nullable: true }) previousSecretUntil!: Date | null;
  @Column('timestamptz', { name: 'created_at' }) createdAt!: Date;
  @Column('timestamptz', { name: 'expires_at', nullable: true }) expiresAt!: Date | null;
  @Column('timestamptz', { name: 'revoked_at', nullable: true }) revokedAt!: Date | null;
  @Column('timestamptz', { name: 'last_used_at', nullable: true }) lastUsedAt!: Date | null;
}

export const tables = [JobRow, JobEventRow, ApiKeyRow];
