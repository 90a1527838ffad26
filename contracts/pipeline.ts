/**
 * READ THIS FIRST. The whole system in one table, in the order a job goes through it:
 * who publishes each event, and who consumes it. Queues, the AsyncAPI document and the picture
 * in the README are made from it; a test fails when a service's handlers differ from it.
 */
import type { EventDefinition } from './define-event.js';
import { analysisCompleted } from './events/analysis-completed.v1.js';
import { jobCancelled } from './events/job-cancelled.v1.js';
import { jobCompleted } from './events/job-completed.v1.js';
import { jobErased } from './events/job-erased.v1.js';
import { jobFailed } from './events/job-failed.v1.js';
import { jobSubmitted } from './events/job-submitted.v1.js';
import { meetingCompleted } from './events/meeting-completed.v1.js';
import { meetingTranscribed } from './events/meeting-transcribed.v1.js';
import { recordingPrepared } from './events/recording-prepared.v1.js';
import { recordingRequested } from './events/recording-requested.v1.js';
import { stageFailed } from './events/stage-failed.v1.js';
import { transcriptCreated } from './events/transcript-created.v1.js';
import { transcriptionSubmitted } from './events/transcription-submitted.v1.js';
import { webhookDelivered } from './events/webhook-delivered.v1.js';
import { webhookExhausted } from './events/webhook-exhausted.v1.js';

export const services = ['ingest', 'transcription', 'analysis', 'persistence', 'notification'] as const;
export type ServiceName = (typeof services)[number];

export interface PipelineRow {
  readonly event: EventDefinition;
  readonly publishedBy: readonly ServiceName[];
  readonly consumedBy: readonly ServiceName[];
}

export const pipeline = [
  { event: recordingRequested, publishedBy: ['ingest'], consumedBy: ['ingest', 'notification'] },
  { event: jobSubmitted, publishedBy: ['ingest'], consumedBy: ['transcription', 'notification'] },
  { event: recordingPrepared, publishedBy: ['transcription'], consumedBy: ['transcription', 'ingest'] },
  { event: transcriptionSubmitted, publishedBy: ['transcription'], consumedBy: ['transcription', 'ingest'] },
  {
    event: transcriptCreated,
    publishedBy: ['transcription'],
    consumedBy: ['analysis', 'persistence', 'ingest'],
  },
  { event: meetingTranscribed, publishedBy: ['persistence'], consumedBy: ['ingest'] },
  { event: analysisCompleted, publishedBy: ['analysis'], consumedBy: ['persistence', 'ingest'] },
  { event: meetingCompleted, publishedBy: ['persistence'], consumedBy: ['ingest'] },
  { event: stageFailed, publishedBy: ['ingest', 'transcription', 'persistence'], consumedBy: ['ingest'] },
  { event: jobCompleted, publishedBy: ['ingest'], consumedBy: ['notification'] },
  { event: jobFailed, publishedBy: ['ingest'], consumedBy: ['notification'] },
  {
    event: jobCancelled,
    publishedBy: ['ingest'],
    consumedBy: ['transcription', 'analysis', 'persistence', 'notification'],
  },
  {
    event: jobErased,
    publishedBy: ['ingest'],
    consumedBy: ['ingest', 'transcription', 'analysis', 'persistence', 'notification'],
  },
  { event: webhookDelivered, publishedBy: ['notification'], consumedBy: ['ingest'] },
  { event: webhookExhausted, publishedBy: ['notification'], consumedBy: ['notification', 'ingest'] },
] as const satisfies readonly PipelineRow[];

/**
 * The services that do a job's work. To replay one of their dead letters is to work on the job again: a new generation of
 * it, with new event ids and an outcome of its own; so is that of a recording which ingest could not fetch. The others record
 * and tell; for them a replay is the same event again.
 */
export const replayedAsNewGeneration: readonly ServiceName[] = ['transcription', 'analysis', 'persistence'];

const rows: readonly PipelineRow[] = pipeline;

/** The event definition of a type, or undefined for a type (or version) this build does not know. */
export function eventDefinition(type: string): EventDefinition | undefined {
  return rows.find((row) => row.event.type === type)?.event;
}

export function eventsConsumedBy(service: ServiceName): readonly EventDefinition[] {
  return rows.filter((row) => row.consumedBy.includes(service)).map((row) => row.event);
}

export function eventsPublishedBy(service: ServiceName): readonly EventDefinition[] {
  return rows.filter((row) => row.publishedBy.includes(service)).map((row) => row.event);
}
