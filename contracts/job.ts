/** The public resource: a job exactly as the API shows it (snake_case). */
import { z } from 'zod';
import { engine, jobError, jobOutcome, stage } from './common.js';
import { publicArtifacts } from './meeting.js';

const time = z.iso.datetime();

const stageTimes = z
  .object({
    started_at: time.nullable(),
    completed_at: time.nullable(),
    duration_ms: z.int().min(0).nullable(),
  })
  .nullable();

export const publicJob = z.object({
  id: z.uuid(),
  status: z.enum(['pending', 'processing', ...jobOutcome.options]),
  stage: stage.nullable().describe('what is being worked on'),
  title: z.string().nullable(),
  recorded_at: time,
  language: z.string().nullable(),
  metadata: z.record(z.string(), z.unknown()),
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
  links: z.object({ self: z.string(), meeting: z.string().nullable() }),
  created_at: time,
  updated_at: time,
  completed_at: time.nullable(),
  generation: z.int().min(1),
});
export type PublicJob = z.infer<typeof publicJob>;
