/**
 * The schema `meetings` as TypeORM sees it; migrations/ makes it. Columns of type `json` hold what is only ever stored
 * and given back whole.
 */
import type { Engine, PublicArtifacts, PublicMeeting, Word } from '@meeting-intelligence/contracts';
import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { AnalysisOutcome } from '../arrival.js';

type Evidence = PublicMeeting['decisions'][number]['evidence'];

/** One row for each job, before there is a meeting: what has arrived, and the lock its handlers take. */
@Entity('arrivals')
export class ArrivalRow {
  @PrimaryColumn('uuid', { name: 'job_id' }) jobId!: string;
  @Column('int', { name: 'transcript_generation', default: 0 }) transcriptGeneration!: number;
  @Column('int', { name: 'analysis_generation', default: 0 }) analysisGeneration!: number;
  @Column('int', { name: 'completed_generation', default: 0 }) completedGeneration!: number;
  @Column('int', { name: 'cancelled_generation', default: 0 }) cancelledGeneration!: number;
  @Column('boolean', { name: 'is_erased', default: false }) isErased!: boolean;
  @Column('json', { nullable: true }) analysis!: AnalysisOutcome | null;
}

/** Exists as soon as the transcript does; `summary`, `artifacts` and `analysisEngine` come with the analysis. */
@Entity('meetings')
export class MeetingRow {
  @PrimaryColumn('uuid') id!: string;
  @Column('uuid', { name: 'job_id', unique: true }) jobId!: string;
  @Column('text') owner!: string;
  @Column('text', { nullable: true }) title!: string | null;
  @Column('timestamptz', { name: 'recorded_at' }) recordedAt!: Date;
  @Column('text') language!: string;
  @Column('int', { name: 'duration_ms' }) durationMs!: number;
  @Column('json') metadata!: object;
  @Column('text', { name: 'external_id', nullable: true }) externalId!: string | null;
  @Column('json') analyses!: PublicMeeting['analyses'];
  @Column('json', { name: 'transcription_engine' }) transcriptionEngine!: Engine;
  @Column('text', { nullable: true }) summary!: string | null;
  @Column('json', { nullable: true }) artifacts!: PublicArtifacts | null;
  @Column('json', { name: 'analysis_engine', nullable: true }) analysisEngine!: Engine | null;
}

@Entity('speakers')
export class SpeakerRow {
  @PrimaryColumn('uuid', { name: 'meeting_id' }) meetingId!: string;
  @PrimaryColumn('text') label!: string;
  @Column('int') position!: number;
  @Column('text', { nullable: true }) name!: string | null;
  @Column('text', { name: 'name_source', nullable: true }) nameSource!: 'analysis' | 'human' | null;
  @Column('double precision', { nullable: true }) confidence!: number | null;
  @Column('int', { name: 'talk_time_ms' }) talkTimeMs!: number;
  @Column('int') turns!: number;
}

@Entity('segments')
export class SegmentRow {
  @PrimaryColumn('uuid', { name: 'meeting_id' }) meetingId!: string;
  @PrimaryColumn('text') id!: string;
  @Column('int') position!: number;
  @Column('text') speaker!: string;
  @Column('int', { name: 'start_ms' }) startMs!: number;
  @Column('int', { name: 'end_ms' }) endMs!: number;
  @Column('text') text!: string;
  @Column('double precision') confidence!: number;
  @Column('json', { select: false }) words!: readonly Word[];
}

@Entity('action_items')
export class ActionItemRow {
  @PrimaryColumn('uuid', { name: 'meeting_id' }) meetingId!: string;
  @PrimaryColumn('text') id!: string;
  @Column('int') position!: number;
  @Column('text') task!: string;
  @Column('text', { nullable: true }) owner!: string | null;
  @Column('text', { name: 'owner_label', nullable: true }) ownerLabel!: string | null;
  @Column('text', { name: 'due_text', nullable: true }) dueText!: string | null;
  /** Text: a model may well say 0000-01-01, which is a date to ISO 8601 and none to PostgreSQL. */
  @Column('text', { name: 'due_date', nullable: true }) dueDate!: string | null;
  @Column('double precision', { nullable: true }) confidence!: number | null;
  @Column('json') evidence!: Evidence;
}

@Entity('decisions')
export class DecisionRow {
  @PrimaryColumn('uuid', { name: 'meeting_id' }) meetingId!: string;
  @PrimaryColumn('text') id!: string;
  @Column('int') position!: number;
  @Column('text') decision!: string;
  @Column('text', { nullable: true }) rationale!: string | null;
  @Column('json', { name: 'decided_by' }) decidedBy!: readonly string[];
  @Column('double precision', { nullable: true }) confidence!: number | null;
  @Column('json') evidence!: Evidence;
}

export const tables = [ArrivalRow, MeetingRow, SpeakerRow, SegmentRow, ActionItemRow, DecisionRow];
