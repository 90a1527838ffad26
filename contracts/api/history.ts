/** The story of one job: everything that was recorded of it, who told it, and where its time and money went. */
import { z } from 'zod';
import { exampleJobId } from '../examples.js';
import { earlierFailure, providerCalls } from '../handling.js';
import { publicJob } from '../job.js';
import { services } from '../pipeline.js';
import { defineRoute } from './define-route.js';
import { getJobQuery } from './jobs.js';
import { nextCursor } from './page.js';

const ms = z.int().min(0).nullable();

const call = z.object({
  provider: providerCalls.shape.provider,
  operation: z.string(),
  model: z.string().nullable(),
  outcome: providerCalls.shape.outcome,
  status_code: z.int().nullable().describe('what a webhook was answered with'),
  count: z.int().min(1).describe('calls that came out the same are one entry'),
  ms: providerCalls.shape.ms,
  input_tokens: z.int().nullable(),
  output_tokens: z.int().nullable(),
  paid: z.boolean().describe('whether such a call costs money'),
});

export const jobHistoryEntry = z.object({
  sequence: z.int().min(1).describe('1, 2, 3 … without gaps, in the order in which it was recorded'),
  type: z.string().describe('the event of the pipeline'),
  generation: z.int().min(1),
  at: z.iso.datetime().describe('when it happened'),
  event_id: z.uuid(),
  caused_by: z
    .uuid()
    .nullable()
    .describe('`event_id` of what was handled; null on the first of a generation'),
  status: publicJob.shape.status.describe('of the job from then on'),
  stage: publicJob.shape.stage,
  service: z
    .string()
    .nullable()
    .describe(`who told it: ${services.join(', ')}; null in histories of older builds`),
  trace_id: z.string().nullable().describe('of the trace that it is part of, where traces are recorded'),
  started_at: z.iso.datetime().nullable().describe('when its handling began; null where none led to it'),
  attempt: z.int().min(1).nullable().describe('which attempt that was'),
  waited_ms: ms.describe(
    'before `started_at`, from the event that was handled on: queues, retries and deferrals',
  ),
  took_ms: ms.describe('from `started_at` to `at`'),
  deferrals: z.int().min(0).describe('how often the service looked and came back later'),
  failures: z.array(earlierFailure).describe('attempts before that one, and why they failed'),
  calls: z.array(call).describe('to providers and to the webhook, those of earlier attempts too'),
  summary: z.record(z.string(), z.unknown()).describe('what it says, without words of the meeting'),
});

/** The job is as the last entry of the whole history left it: the two never contradict each other. */
export const jobHistory = publicJob
  .pick({
    title: true,
    status: true,
    stage: true,
    lane: true,
    error: true,
    webhook: true,
    created_at: true,
    generation: true,
  })
  .extend({
    job_id: z.uuid(),
    owner: z.string().describe('whose job it is'),
    entries: z.array(jobHistoryEntry).describe('in the order in which they were recorded'),
    next_cursor: nextCursor,
  });
export type PublicJobHistory = z.output<typeof jobHistory>;

export const jobHistoryQuery = getJobQuery.extend({
  limit: z.coerce.number().int().min(1).max(200).default(50).describe('most entries of a page'),
  cursor: z.string().max(100).optional().describe('`next_cursor` of the page before'),
});

const example: z.input<typeof jobHistory> = {
  job_id: exampleJobId,
  owner: 'cms',
  title: 'Weekly planning',
  status: 'processing',
  stage: 'transcription',
  lane: 'interactive',
  error: null,
  webhook: { url_host: 'cms.example', status: 'pending', attempts: 0, reason: null },
  created_at: '2026-11-20T10:00:00.000Z',
  generation: 1,
  entries: [
    {
      sequence: 2,
      type: 'recording.prepared.v1',
      generation: 1,
      at: '2026-11-20T10:01:03.400Z',
      event_id: '1f0b7a52-5a0c-5d0e-9d6e-0a4f7f0e2b11',
      caused_by: '8c1d4e2f-3b7a-5c6d-8e9f-1a2b3c4d5e6f',
      status: 'processing',
      stage: 'transcription',
      service: 'transcription',
      trace_id: '0af7651916cd43dd8448eb211c80319c',
      started_at: '2026-11-20T10:01:02.900Z',
      attempt: 2,
      waited_ms: 62_900,
      took_ms: 500,
      deferrals: 0,
      failures: [{ attempt: 1, code: 'SPEECH_PROVIDER_UNAVAILABLE', at: '2026-11-20T10:00:02.000Z' }],
      calls: [
        {
          provider: 'assemblyai',
          operation: 'upload',
          model: null,
          outcome: 'ok',
          status_code: null,
          count: 1,
          ms: 480,
          input_tokens: null,
          output_tokens: null,
          paid: false,
        },
      ],
      summary: {},
    },
  ],
  next_cursor: null,
};

export const getJobHistory = defineRoute({
  method: 'GET',
  path: '/v1/jobs/{id}/history',
  operationId: 'getJobHistory',
  tag: 'Jobs',
  summary: 'The story of a job',
  description:
    'Everything that was recorded of a job, in all its generations: each step with the service that did it, how long it ' +
    'waited and worked, the attempts that failed before, and the calls to providers. `npm run meeting -- trace` prints it. With ' +
    'a key for `admin` that of any job, whoever owns it; each look at one of somebody else is logged.',
  scope: 'jobs:read',
  operatorScope: 'admin',
  params: z.object({ id: z.uuid().describe('of the job, as its submission answered it') }),
  query: jobHistoryQuery,
  headers: z.object({ 'If-None-Match': z.string().optional().describe('`ETag` of the answer before') }),
  responses: {
    200: {
      description: 'A page of its history so far',
      content: { 'application/json': { schema: jobHistory, example } },
      headers: { ETag: 'of this answer', Link: 'the page that follows, as `rel="next"`' },
    },
    304: { description: 'As `If-None-Match` has it', headers: { ETag: 'the same' } },
  },
  errors: ['JOB_NOT_FOUND', 'JOB_ERASED'],
});
