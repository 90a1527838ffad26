// The public API's answers, as far as the demo reads them.

export type Stage = 'transcription' | 'analysis' | 'persistence';

export interface StageTimes {
  readonly started_at: string | null;
  readonly completed_at: string | null;
  readonly duration_ms: number | null;
}

export interface ArtifactStatus {
  readonly status: 'ok' | 'degraded' | 'failed' | 'skipped';
  readonly reason: string | null;
}

export type Artifacts = Readonly<
  Partial<Record<'speakers' | 'summary' | 'action_items' | 'decisions', ArtifactStatus>>
>;

export type Engine = Readonly<
  Partial<Record<'transcription' | 'analysis', { readonly provider: string; readonly model: string } | null>>
>;

export interface Job {
  readonly id: string;
  readonly status: 'pending' | 'processing' | 'completed' | 'failed' | 'cancelled';
  readonly stage: Stage | null;
  readonly error: { readonly code: string; readonly message: string; readonly stage: string | null } | null;
  readonly artifacts: Artifacts | null;
  readonly meeting_id: string | null;
  readonly stages: Readonly<Record<string, StageTimes | null>>;
  readonly engine: Engine | null;
  readonly created_at: string;
  readonly completed_at: string | null;
}

export interface Speaker {
  readonly id: string;
  readonly label: string;
  readonly name: string | null;
  readonly name_source: string | null;
  readonly talk_time_ms: number;
}

export interface Segment {
  readonly speaker_id: string | null;
  readonly speaker: string;
  readonly start_ms: number;
  readonly end_ms: number;
  readonly text: string;
}

export interface ActionItem {
  readonly task: string;
  readonly owner: string | null;
  readonly due_text: string | null;
  readonly due_date: string | null;
}

export interface Decision {
  readonly decision: string;
  readonly decided_by: readonly string[];
}

export interface Meeting {
  readonly id: string;
  readonly title: string;
  readonly duration_ms: number;
  readonly summary: string | null;
  readonly speakers: readonly Speaker[];
  readonly segments: readonly Segment[];
  readonly action_items: readonly ActionItem[];
  readonly decisions: readonly Decision[];
  readonly artifacts: Artifacts | null;
  readonly engine: Engine | null;
}

export function isTerminal({ status }: Job): boolean {
  return status === 'completed' || status === 'failed' || status === 'cancelled';
}
