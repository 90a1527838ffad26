export {
  createApiKeyBody,
  keyOwner,
  listApiKeysQuery,
  maxGraceSeconds,
  rotateApiKeyBody,
  type CreateApiKey,
  type IssuedApiKey,
  type PublicApiKey,
} from './api/api-keys.js';
export {
  defineRoute,
  isStream,
  takesUploads,
  uploadMediaTypes,
  type ApiBody,
  type ApiResponse,
  type ApiRoute,
} from './api/define-route.js';
export {
  listJobsQuery,
  streamEventsQuery,
  streamJobEventsQuery,
  type EventTokenResource,
  type JobStatusEvent,
} from './api/following.js';
export { jobHistory, jobHistoryQuery, type PublicJobHistory } from './api/history.js';
export { getJobQuery } from './api/jobs.js';
export { submitBatchBody } from './api/many-jobs.js';
export { transcriptFormat, transcriptQuery, type TranscriptFormat } from './api/meetings.js';
export { problem, type ApiProblem } from './api/problem.js';
export { apiRoutes } from './api/routes.js';
export { scope, type Scope } from './api/scope.js';
export type { PresignedUploadResource } from './api/uploads.js';
export { jobEndedBody } from './api/webhooks.js';
export * from './common.js';
export { defineEvent, type EventDefinition, type EventDraft } from './define-event.js';
export { envelope, type Envelope, type EventOf, type WireEnvelope } from './envelope.js';
export {
  analysis,
  analysisCompleted,
  type Analysis,
  type AnalysisCompleted,
} from './events/analysis-completed.v1.js';
export { jobCancelled, type JobCancelled } from './events/job-cancelled.v1.js';
export { jobCompleted, type JobCompleted } from './events/job-completed.v1.js';
export { jobErased, type JobErased } from './events/job-erased.v1.js';
export { jobFailed, type JobFailed } from './events/job-failed.v1.js';
export { jobSubmitted, type JobSubmitted } from './events/job-submitted.v1.js';
export { meetingCompleted, type MeetingCompleted } from './events/meeting-completed.v1.js';
export { meetingTranscribed, type MeetingTranscribed } from './events/meeting-transcribed.v1.js';
export { recordingPrepared, type RecordingPrepared } from './events/recording-prepared.v1.js';
export { recordingRequested, type RecordingRequested } from './events/recording-requested.v1.js';
export { stageFailed, type StageFailed } from './events/stage-failed.v1.js';
export { transcriptCreated, type TranscriptCreated } from './events/transcript-created.v1.js';
export { transcriptionSubmitted, type TranscriptionSubmitted } from './events/transcription-submitted.v1.js';
export { webhookDelivered, type WebhookDelivered } from './events/webhook-delivered.v1.js';
export { webhookExhausted, type WebhookExhausted } from './events/webhook-exhausted.v1.js';
export {
  earlierFailure,
  handlingAttributes,
  maxInteger,
  providerCalls,
  type EarlierFailure,
  type HandlingAttributes,
  type ProviderCalls,
} from './handling.js';
export { openApi, type OpenApiDocument } from './generators/open-api.js';
export { jobLane, publicJob, type JobLane, type PublicJob } from './job.js';
export { publicMeeting, type PublicArtifacts, type PublicMeeting } from './meeting.js';
export {
  eventDefinition,
  eventsConsumedBy,
  eventsPublishedBy,
  pipeline,
  replayedAsNewGeneration,
  services,
  type PipelineRow,
  type ServiceName,
} from './pipeline.js';
