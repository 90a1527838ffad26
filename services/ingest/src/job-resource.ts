import type { PublicJob, Recording } from '@meeting-intelligence/contracts';
import type { Job } from './job.js';
import { stateOf, type StageTimes } from './job-state.js';
import { progressShareOf } from './progress-share.js';

/**
 * The job as the API shows it, without what has to be looked up: queue and estimate (following/owned-jobs.ts). There is no
 * secret in a `Job`, and of its webhook URL only the host is shown.
 */
export function jobResource(job: Job): PublicJob {
  const { meeting, progress, webhookUrl } = job;
  const state = stateOf(progress);
  const { notified } = progress.facts;
  return {
    id: job.id,
    status: state.status,
    stage: state.stage,
    lane: job.lane,
    title: meeting.title,
    recorded_at: new Date(meeting.recordedAt).toISOString(),
    language: meeting.language,
    metadata: meeting.metadata,
    external_id: meeting.externalId,
    analyses: meeting.analyses,
    recording: job.recording && recordingResource(job.recording),
    error: state.error,
    artifacts: state.artifacts,
    meeting_id: state.meetingId,
    stages: {
      transcription: timesResource(state.stages.transcription),
      analysis: timesResource(state.stages.analysis),
      persistence: timesResource(state.stages.persistence),
      notification: timesResource(state.stages.notification),
    },
    engine: state.engine,
    webhook: {
      url_host: webhookUrl && new URL(webhookUrl).host,
      status: notified?.outcome ?? (webhookUrl ? 'pending' : 'none'),
      attempts: notified?.attempts ?? 0,
      reason: notified?.reason ?? null,
    },
    progress: progressShareOf(progress.facts),
    queue: null,
    estimate: null,
    links: {
      self: `/v1/jobs/${job.id}`,
      events: `/v1/jobs/${job.id}/events`,
      meeting: state.meetingId && `/v1/meetings/${state.meetingId}`,
    },
    created_at: job.createdAt.toISOString(),
    updated_at: job.updatedAt.toISOString(),
    completed_at: state.completedAt,
    generation: progress.generation,
  };
}

function recordingResource({ durationMs, contentType, sizeBytes }: Recording): PublicJob['recording'] {
  // A row that is older than the field lacks it.
  return { duration_ms: durationMs ?? null, content_type: contentType, size_bytes: sizeBytes };
}

function timesResource(times: StageTimes | null): PublicJob['stages']['transcription'] {
  if (!times) return null;
  const { startedAt, completedAt } = times;
  return {
    started_at: startedAt,
    completed_at: completedAt,
    // The clocks of two services may differ by more than a short stage takes.
    duration_ms:
      startedAt && completedAt ? Math.max(0, Date.parse(completedAt) - Date.parse(startedAt)) : null,
  };
}
