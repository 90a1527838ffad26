import {
  analysisCompleted,
  jobCompleted,
  jobFailed,
  jobSubmitted,
  meetingCompleted,
  meetingTranscribed,
  recordingRequested,
  stageFailed,
  transcriptCreated,
  webhookDelivered,
  webhookExhausted,
  type Envelope,
  type EventDefinition,
  type EventOf,
} from '@meeting-intelligence/contracts';
import { hopOf, type Hop } from './hop.js';

/** One line of a job's history; the ledger numbers it. */
export interface LedgerEntry {
  readonly eventId: string;
  readonly type: string;
  readonly generation: number;
  readonly occurredAt: string;
  /** What an operator wants to read. Never words of the transcript, never a secret, never a URL (they hold tokens). */
  readonly summary: Readonly<Record<string, unknown>>;
  /** Null where a build wrote it that kept none. */
  readonly hop: Hop | null;
}

export function ledgerEntryOf(event: Envelope): LedgerEntry {
  return {
    eventId: event.id,
    type: event.type,
    generation: event.generation,
    occurredAt: event.time,
    summary: summaries.get(event.type)?.(event) ?? {},
    hop: hopOf(event),
  };
}

type Summary = LedgerEntry['summary'];

const summaries = new Map<string, (event: Envelope) => Summary>([
  from(jobSubmitted, ({ data: { recording, webhook } }) => ({
    filename: recording.filename,
    content_type: recording.contentType,
    size_bytes: recording.sizeBytes,
    duration_ms: recording.durationMs,
    sha256: recording.sha256,
    webhook_host: webhook && new URL(webhook.url).host,
  })),
  from(recordingRequested, ({ data: { recordingUrl, webhook } }) => ({
    recording_host: new URL(recordingUrl).host,
    webhook_host: webhook && new URL(webhook.url).host,
  })),
  from(transcriptCreated, ({ data: { transcript, engine } }) => ({
    language: transcript.language,
    duration_ms: transcript.durationMs,
    confidence: transcript.confidence,
    segments: transcript.segments.length,
    engine,
  })),
  from(meetingTranscribed, ({ data }) => ({
    meeting_id: data.meetingId,
    speakers: data.speakers,
    segments: data.segments,
  })),
  from(analysisCompleted, ({ data: { analysis, artifacts, engine } }) => ({
    action_items: analysis.actionItems.length,
    decisions: analysis.decisions.length,
    artifacts: {
      speakers: artifacts.speakers,
      summary: artifacts.summary,
      action_items: artifacts.actionItems,
      decisions: artifacts.decisions,
    },
    engine,
  })),
  from(meetingCompleted, ({ data: { meeting } }) => ({
    meeting_id: meeting.id,
    artifacts: meeting.artifacts,
  })),
  from(stageFailed, ({ data }) => ({ error: data.error })),
  from(jobCompleted, ({ data: { meeting } }) => ({ meeting_id: meeting.id })),
  from(jobFailed, ({ data }) => ({ error: data.error })),
  from(webhookDelivered, ({ data }) => ({
    delivery_id: data.deliveryId,
    outcome: data.outcome,
    attempts: data.attempts,
    status_code: data.statusCode,
  })),
  from(webhookExhausted, ({ data }) => ({
    delivery_id: data.deliveryId,
    outcome: data.outcome,
    attempts: data.attempts,
    reason: data.reason,
  })),
]);

function from<Definition extends EventDefinition>(
  definition: Definition,
  summary: (event: EventOf<Definition>) => Summary,
): [string, (event: Envelope) => Summary] {
  return [definition.type, (event) => summary(event as EventOf<Definition>)];
}
