/** The public resource: a job exactly as the API shows it (snake_case). */
import { z } from 'zod';
import { analysisPart, engine, jobError, jobOutcome, stage } from './common.js';
import { publicArtifacts } from './meeting.js';

const time = z.iso.datetime();

const stageTimes = z
  .object({
    started_at: time.nullable(),
    completed_at: time.nullable(),
    duration_ms: z.int().min(0).nullable(),
  })
  .nullable();

/** What is handed in by the hundred, as an archive is, is not to be in the way of what somebody waits for. */
export const jobLane = z.enum(['interactive', 'bulk']);
export type JobLane = z.infer<typeof jobLane>;

export const publicJob = z.object({
  id: z.uuid(),
  status: z.enum(['pending', 'processing', ...jobOutcome.options]),
  stage: stage.nullable().describe('what is being worked on'),
  lane: jobLane.describe('`bulk`: a job waits for its turn, and lets those that are `interactive` pass'),
  title: z.string().nullable(),
  recorded_at: time,
  language: z.string().nullable(),
  metadata: z.record(z.string(), z.unknown()),
  external_id: z.string().nullable().describe('as it was submitted'),
  analyses: z.array(analysisPart).describe('what was asked for; empty: the transcript alone'),
  recording: z
    .object({
      duration_ms: z
        .int()
        .min(0)
        .nullable()
        .describe(
          'as decoded, whatever the file says of itself; null for jobs of builds that did not measure',
        ),
      content_type: z.string().describe('of what is kept: of a video, the sound track'),
      size_bytes: z.int().positive().describe('of what is kept'),
    })
    .nullable()
    .describe('null until it is fetched, where a URL was submitted'),
  error: jobError.nullable(),
  artifacts: publicArtifacts.nullable(),
  meeting_id: z.uuid().nullable(),
  stages: z.object({
    transcription: stageTimes,
    analysis: stageTimes,
    persistence: stageTimes,
    notification: stageTimes,
  }),
  engine: z.object({ transcription: engine.nullable(), analysis: engine.nullable() }),
  webhook: z.object({
    url_host: z.string().nullable(),
    status: z.enum(['none', 'pending', 'delivered', 'exhausted']),
    attempts: z.int().min(0),
    reason: z.string().nullable().describe('why it was given up'),
  }),
  progress: z
    .number()
    .min(0)
    .max(1)
    .describe(
      'what part of the work is behind it: 0.1 once the recording is with the speech provider, 0.2 once its transcription was ' +
        'ordered, 0.6 with the transcript, 0.9 with the analysis, 1 when completed; where it was when it failed or was cancelled',
    ),
  queue: z
    .object({ position: z.int().min(1).max(1_000) })
    .nullable()
    .describe(
      'while it waits for its turn or its first step, where it stands among all that do; 1000: there or further back. Null ' +
        'afterwards, and in lists and the answer to a submission',
    ),
  estimate: z
    .object({
      completes_at: time.describe('if it goes like most'),
      basis: z.object({
        completed_jobs: z.int().min(5).describe('how many jobs like it that is the median of'),
      }),
    })
    .nullable()
    .describe('null where nothing honest can be said, and in lists'),
  links: z.object({
    self: z.string(),
    events: z.string().describe('its events, live'),
    meeting: z.string().nullable(),
  }),
  created_at: time,
  updated_at: time,
  completed_at: time.nullable(),
  generation: z.int().min(1).describe('one more each time that it is retried, or replayed by an operator'),
});
export type PublicJob = z.infer<typeof publicJob>;
