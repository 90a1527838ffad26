import type { MeetingDetails, Recording } from '@meeting-intelligence/contracts';
import { Column, CreateDateColumn, Entity, PrimaryColumn, UpdateDateColumn } from 'typeorm';
import type { Facts } from '../job-progress.js';

@Entity({ name: 'jobs', schema: 'ingest' })
export class JobEntity {
  @PrimaryColumn('uuid')
  id!: string;

  @Column('text')
  owner!: string;

  /** With `stage` read off the facts, for people and queries; the facts are what counts. */
  @Column('text')
  status!: string;

  @Column('text', { nullable: true })
  stage!: string | null;

  @Column('integer')
  generation!: number;

  @Column('jsonb')
  facts!: Facts;

  @Column('jsonb')
  recording!: Recording;

  @Column('jsonb')
  meeting!: MeetingDetails;

  @Column('text', { name: 'webhook_url', nullable: true })
  webhookUrl!: string | null;

  /** Number of the newest entry in `job_events`. */
  @Column('integer', { name: 'last_sequence' })
  lastSequence!: number;

  @CreateDateColumn({ name: 'created_at', type: 'timestamptz' })
  createdAt!: Date;

  @UpdateDateColumn({ name: 'updated_at', type: 'timestamptz' })
  updatedAt!: Date;
}
