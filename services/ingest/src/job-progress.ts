/**
 * How far a job is, as a pure function of the events that arrived. Every event has a queue of its own, so they come in
 * any order and more than once. Nothing is therefore overwritten: each event adds a fact, and the state is read off the
 * facts. The same events give the same state in every order; only of several terminal facts does the first one stay.
 */
import {
  analysisCompleted,
  jobCancelled,
  jobFailed,
  jobSubmitted,
  meetingCompleted,
  meetingTranscribed,
  recordingPrepared,
  recordingRequested,
  stageFailed,
  transcriptCreated,
  transcriptionSubmitted,
  webhookDelivered,
  webhookExhausted,
  type Engine,
  type Envelope,
  type EventDefinition,
  type EventOf,
  type JobError,
  type JobOutcome,
  type PublicArtifacts,
} from '@meeting-intelligence/contracts';

interface Fact {
  /** When it became true: the time of the event. */
  readonly at: string;
}

/** What is known of one generation of a job. Stored as it is. */
export interface Facts {
  /** Only of a job of the bulk lane: nobody but the ledger knew of this generation until it was released. */
  readonly waiting?: Fact;
  /** Only of a job whose recording is fetched by its URL. */
  readonly requested?: Fact;
  /** With its recording. */
  readonly accepted?: Fact;
  readonly prepared?: Fact;
  readonly submitted?: Fact;
  readonly transcribed?: Fact & { readonly engine: Engine };
  readonly readable?: Fact & { readonly meetingId: string };
  readonly analysed?: Fact & { readonly engine: Engine | null };
  readonly completed?: Fact & {
    readonly meetingId: string;
    readonly artifacts: PublicArtifacts | null;
    readonly engine: { readonly transcription: Engine; readonly analysis: Engine | null };
  };
  readonly failed?: Fact & { readonly error: JobError };
  readonly cancelled?: Fact;
  readonly notified?: Fact & {
    readonly outcome: 'delivered' | 'exhausted';
    readonly attempts: number;
    /** Why it was given up. */
    readonly reason?: string;
  };
}

export interface JobProgress {
  /** 1 for a new job; one more each time that it is retried or replayed. */
  readonly generation: number;
  readonly facts: Facts;
}

export const newJobProgress: JobProgress = { generation: 1, facts: {} };

/** Of a generation that waits for its turn in the bulk lane. */
export function waitingProgress(generation: number, since: Date): JobProgress {
  return { generation, facts: { waiting: { at: since.toISOString() } } };
}

/** How the generation ended; undefined while it goes on. */
export function outcomeOf({ completed, failed, cancelled }: Facts): JobOutcome | undefined {
  if (completed) return 'completed';
  if (failed) return 'failed';
  return cancelled ? 'cancelled' : undefined;
}

/** Whether the job may have to be handed to the pipeline once more: it goes on, or failed. */
export function keepsOrder({ facts }: JobProgress): boolean {
  const outcome = outcomeOf(facts);
  return outcome === undefined || outcome === 'failed';
}

/** The progress after `event`. An event of an older generation, or one that tells nothing new, changes nothing. */
export function progressAfter(progress: JobProgress, event: Envelope): JobProgress {
  if (event.generation < progress.generation) return progress;
  const facts = event.generation > progress.generation ? {} : progress.facts;
  const learned = factsOf.get(event.type)?.(event) ?? {};
  return { generation: event.generation, facts: join(facts, learned) };
}

const factsOf = new Map<string, (event: Envelope) => Facts>([
  from(recordingRequested, ({ time }) => ({ requested: { at: time } })),
  from(jobSubmitted, ({ time }) => ({ accepted: { at: time } })),
  from(recordingPrepared, ({ time }) => ({ prepared: { at: time } })),
  from(transcriptionSubmitted, ({ time }) => ({ submitted: { at: time } })),
  from(transcriptCreated, ({ time, data }) => ({ transcribed: { at: time, engine: data.engine } })),
  from(meetingTranscribed, ({ time, data }) => ({ readable: { at: time, meetingId: data.meetingId } })),
  from(analysisCompleted, ({ time, data }) => ({ analysed: { at: time, engine: data.engine } })),
  from(meetingCompleted, ({ time, data: { meeting } }) => ({
    completed: { at: time, meetingId: meeting.id, artifacts: meeting.artifacts, engine: meeting.engine },
  })),
  from(stageFailed, ({ time, data }) => ({ failed: { at: time, error: data.error } })),
  from(jobFailed, ({ time, data }) => ({ failed: { at: time, error: data.error } })),
  from(jobCancelled, ({ time }) => ({ cancelled: { at: time } })),
  from(webhookDelivered, ({ time, data }) => ({
    notified: { at: time, outcome: 'delivered', attempts: data.attempts },
  })),
  from(webhookExhausted, ({ time, data }) => ({
    notified: { at: time, outcome: 'exhausted', attempts: data.attempts, reason: data.reason },
  })),
]);

function from<Definition extends EventDefinition>(
  definition: Definition,
  facts: (event: EventOf<Definition>) => Facts,
): [string, (event: Envelope) => Facts] {
  // The runner has checked the data against the schema of the type.
  return [definition.type, (event) => facts(event as EventOf<Definition>)];
}

function join(known: Facts, learned: Facts): Facts {
  if (learned.notified) return { ...known, notified: later(known.notified, learned.notified) };
  // What comes late tells a job that is done when its stages were; of one that is cancelled nobody wants to know.
  if (known.cancelled || (outcomeOf(known) && outcomeOf(learned))) return known;
  return { ...learned, ...known };
}

/** A webhook that was given up may be delivered again later, so the last word counts; "delivered" on a tie. */
function later<Notified extends NonNullable<Facts['notified']>>(
  known: Notified | undefined,
  learned: Notified,
): Notified {
  if (!known) return learned;
  const order = Date.parse(learned.at) - Date.parse(known.at);
  if (order !== 0) return order > 0 ? learned : known;
  return learned.outcome === 'delivered' ? learned : known;
}
