import type { Engine, JobError, JobOutcome, PublicArtifacts, Stage } from '@meeting-intelligence/contracts';
import { outcomeOf, type Facts, type JobProgress } from './job-progress.js';

type JobStatus = 'pending' | 'processing' | JobOutcome;
type TimedStage = Stage | 'notification';

export interface StageTimes {
  /** Null where the event that starts the stage has not arrived, or belongs to an earlier generation. */
  readonly startedAt: string | null;
  readonly completedAt: string | null;
}

/** What the facts of a job add up to. */
interface JobState {
  readonly status: JobStatus;
  /** What is being worked on; null before the start and after the end. */
  readonly stage: Stage | null;
  readonly meetingId: string | null;
  readonly error: JobError | null;
  readonly artifacts: PublicArtifacts | null;
  readonly engine: { readonly transcription: Engine | null; readonly analysis: Engine | null };
  readonly stages: Readonly<Record<TimedStage, StageTimes | null>>;
  readonly completedAt: string | null;
}

export function stateOf({ generation, facts }: JobProgress): JobState {
  const { completed, failed, cancelled, readable, transcribed, analysed } = facts;
  const stage = stageOf(facts, generation);
  return {
    status: outcomeOf(facts) ?? (stage ? 'processing' : 'pending'),
    stage,
    meetingId: completed?.meetingId ?? readable?.meetingId ?? null,
    error: failed?.error ?? null,
    artifacts: completed?.artifacts ?? null,
    engine: {
      transcription: completed?.engine.transcription ?? transcribed?.engine ?? null,
      analysis: completed?.engine.analysis ?? analysed?.engine ?? null,
    },
    stages: stageTimesOf(facts),
    completedAt: (completed ?? failed ?? cancelled)?.at ?? null,
  };
}

/** The furthest stage that any fact proves to have begun. */
function stageOf(facts: Facts, generation: number): Stage | null {
  if (outcomeOf(facts)) return null;
  if (facts.analysed) return 'persistence';
  if (facts.transcribed || facts.readable) return 'analysis';
  if (facts.prepared || facts.submitted) return 'transcription';
  // A replay may begin anywhere; that it began is known from its first event, whatever that is.
  const beganAtTheStart = facts.waiting ?? facts.requested ?? facts.accepted;
  return generation > 1 && !beganAtTheStart ? 'transcription' : null;
}

function stageTimesOf(facts: Facts): JobState['stages'] {
  const { prepared, submitted, transcribed, analysed, completed, failed, cancelled, notified } = facts;
  const stopped = (stage: Stage) => (failed?.error.stage === stage ? failed.at : undefined);
  return {
    transcription: times(prepared?.at ?? submitted?.at, transcribed?.at ?? stopped('transcription')),
    analysis: times(transcribed?.at, analysed?.at ?? stopped('analysis')),
    persistence: times(analysed?.at, completed?.at ?? stopped('persistence')),
    notification: notified ? times((completed ?? failed ?? cancelled)?.at, notified.at) : null,
  };
}

function times(startedAt: string | undefined, completedAt: string | undefined): StageTimes | null {
  if (!startedAt && !completedAt) return null;
  return { startedAt: startedAt ?? null, completedAt: completedAt ?? null };
}
