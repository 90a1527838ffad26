import {
  analysisCompleted,
  jobSubmitted,
  meetingCompleted,
  meetingTranscribed,
  recordingPrepared,
  recordingRequested,
  stageFailed,
  transcriptCreated,
  transcriptionSubmitted,
  type EventDefinition,
  type ServiceName,
  type Stage,
} from '@meeting-intelligence/contracts';
import { outcomeOf, type Facts, type JobProgress } from './job-progress.js';

/**
 * In the order in which a job takes them, each named after the fact that begins it; a job that came with its recording begins
 * `accepted`. At each of them an event of the job is on its way: what is not heard of for long is lost.
 */
export const stepNames = [
  'requested',
  'accepted',
  'prepared',
  'submitted',
  'transcribed',
  'analysed',
] as const;
export type Step = (typeof stepNames)[number];

/** Where a job is. One that is `waiting` for its turn in the bulk lane has no event on its way, and no deadline. */
export type Place = 'waiting' | Step;

export interface Awaited {
  readonly service: ServiceName;
  readonly event: EventDefinition;
}

const transcriptToStore: Awaited = { service: 'persistence', event: transcriptCreated };

/**
 * Which event a job waits for, and who has to handle it, follows from its facts. Persistence takes the transcript beside
 * analysis, and has to have both in the end.
 */
export const awaitedAt: Readonly<
  Record<Step, { readonly stage: Stage; readonly events: readonly [Awaited, ...Awaited[]] }>
> = {
  requested: { stage: 'transcription', events: [{ service: 'ingest', event: recordingRequested }] },
  accepted: { stage: 'transcription', events: [{ service: 'transcription', event: jobSubmitted }] },
  prepared: { stage: 'transcription', events: [{ service: 'transcription', event: recordingPrepared }] },
  submitted: {
    stage: 'transcription',
    events: [{ service: 'transcription', event: transcriptionSubmitted }],
  },
  transcribed: {
    stage: 'analysis',
    events: [{ service: 'analysis', event: transcriptCreated }, transcriptToStore],
  },
  analysed: {
    stage: 'persistence',
    events: [{ service: 'persistence', event: analysisCompleted }, transcriptToStore],
  },
};

/** What tells ingest that a job has come to a step, or to its end. */
const reportsOf: Readonly<Record<Step | 'ended', readonly EventDefinition[]>> = {
  requested: [],
  accepted: [],
  prepared: [recordingPrepared],
  submitted: [transcriptionSubmitted],
  transcribed: [transcriptCreated, meetingTranscribed],
  analysed: [analysisCompleted],
  ended: [meetingCompleted, stageFailed],
};

/** The furthest that any fact proves; undefined for a job that has ended. */
export function stepOf(facts: Facts): Place | undefined {
  if (outcomeOf(facts)) return undefined;
  if (facts.analysed) return 'analysed';
  if (facts.transcribed || facts.readable) return 'transcribed';
  if (facts.submitted) return 'submitted';
  if (facts.prepared) return 'prepared';
  if (facts.accepted) return 'accepted';
  if (facts.requested) return 'requested';
  return facts.waiting ? 'waiting' : 'accepted';
}

/** To which a job came between the two, in its generation. */
export function stepsReached(before: JobProgress, after: JobProgress): readonly Step[] {
  const known = before.generation === after.generation ? before.facts : {};
  return stepNames.filter((step) => after.facts[step] && !known[step]);
}

export function stepsAfter(step: Step): readonly Step[] {
  return stepNames.slice(stepNames.indexOf(step) + 1);
}

/** What may tell that a job is past this step: while one of them waits for ingest, the ledger does not know. */
export function reportsAfter(step: Step): readonly Awaited[] {
  const events = [...stepsAfter(step), 'ended' as const].flatMap((later) => reportsOf[later]);
  return events.map((event) => ({ service: 'ingest', event }));
}

/** Which of the events of its step a job misses: persistence completes nothing before the transcript is stored. */
export function missingAt(step: Step, { readable }: Facts): Awaited {
  return step === 'analysed' && !readable ? transcriptToStore : awaitedAt[step].events[0];
}
