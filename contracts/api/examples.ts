/** What the examples of the description show: the short meeting of ../examples.ts as the API tells it. */
import type { z } from 'zod';
import { exampleJobId, exampleLanguageEngine, exampleMeeting, exampleSpeechEngine } from '../examples.js';
import type { publicJob } from '../job.js';
import type { problem } from './problem.js';

const took = (from: string, to: string) => ({
  started_at: from,
  completed_at: to,
  duration_ms: Date.parse(to) - Date.parse(from),
});

const acceptedAt = '2026-11-20T10:00:00.000Z';
const transcribedAt = '2026-11-20T10:00:08.000Z';
const analysedAt = '2026-11-20T10:00:10.500Z';
const storedAt = '2026-11-20T10:00:10.700Z';

/** As the answer to its submission has it. */
export const exampleAcceptedJob: z.input<typeof publicJob> = {
  id: exampleJobId,
  status: 'pending',
  stage: null,
  lane: 'interactive',
  title: 'Weekly planning',
  recorded_at: '2026-11-20T09:00:00.000Z',
  language: 'en',
  metadata: { article: 4711 },
  external_id: 'article-4711',
  analyses: ['speakers', 'summary', 'action_items', 'decisions'],
  recording: { duration_ms: 76_733, content_type: 'audio/ogg', size_bytes: 259_939 },
  error: null,
  artifacts: null,
  meeting_id: null,
  stages: { transcription: null, analysis: null, persistence: null, notification: null },
  engine: { transcription: null, analysis: null },
  webhook: { url_host: 'cms.example', status: 'pending', attempts: 0, reason: null },
  progress: 0,
  queue: null,
  estimate: null,
  links: { self: `/v1/jobs/${exampleJobId}`, events: `/v1/jobs/${exampleJobId}/events`, meeting: null },
  created_at: acceptedAt,
  updated_at: acceptedAt,
  completed_at: null,
  generation: 1,
};

export const exampleCompletedJob: z.input<typeof publicJob> = {
  ...exampleAcceptedJob,
  status: 'completed',
  artifacts: exampleMeeting.artifacts,
  meeting_id: exampleMeeting.id,
  stages: {
    transcription: took(acceptedAt, transcribedAt),
    analysis: took(transcribedAt, analysedAt),
    persistence: took(analysedAt, storedAt),
    notification: null,
  },
  engine: { transcription: exampleSpeechEngine, analysis: exampleLanguageEngine },
  progress: 1,
  links: {
    self: `/v1/jobs/${exampleJobId}`,
    events: `/v1/jobs/${exampleJobId}/events`,
    meeting: `/v1/meetings/${exampleMeeting.id}`,
  },
  updated_at: storedAt,
  completed_at: storedAt,
};

export const exampleCancelledJob: z.input<typeof publicJob> = {
  ...exampleAcceptedJob,
  status: 'cancelled',
  updated_at: storedAt,
  completed_at: storedAt,
};

export const exampleProblem: z.input<typeof problem> = {
  type: 'urn:meeting-intelligence:error:INVALID_REQUEST',
  title: 'A field of the request is missing, unknown or not of the expected form.',
  status: 422,
  detail: 'a field is not as expected: recorded_at',
  instance: '/v1/jobs',
  code: 'INVALID_REQUEST',
  request_id: '1c7e3d1a-0f5e-4a53-9a43-3c0f2a1b5c77',
  errors: [
    {
      pointer: '/recorded_at',
      code: 'invalid',
      detail: 'expected RFC 3339, for example 2026-11-20T09:00:00Z',
    },
  ],
};
