/** What becomes of jobs: the list of them, and their events, live. How one job is doing is in jobs.ts. */
import { z } from 'zod';
import { exampleJobId } from '../examples.js';
import { jobLane, publicJob } from '../job.js';
import { defineRoute } from './define-route.js';
import { pageOf } from './page.js';
import { exampleCompletedJob } from './examples.js';

const jobId = z.object({ id: z.uuid().describe('of the job, as its submission answered it') });

const time = z.iso
  .datetime({ offset: true, error: 'expected RFC 3339, for example 2026-11-20T09:00:00Z', abort: true })
  .max(40)
  .refine(isComparable, 'expected a year from 1900 to 9999 and an offset of less than 16 hours');

export const listJobsQuery = z.strictObject({
  limit: z.coerce.number().int().min(1).max(200).default(50).describe('most jobs of a page'),
  cursor: z
    .string()
    .max(300)
    .optional()
    .describe('`next_cursor` of the page before; the filters have to be the same'),
  status: publicJob.shape.status.optional(),
  lane: jobLane.optional(),
  external_id: z
    .string()
    .min(1)
    .max(255)
    .refine((value) => !value.includes('\0'), 'expected no NUL character')
    .optional()
    .describe('as it was submitted'),
  created_after: time.optional().describe('later than this'),
  created_before: time.optional().describe('earlier than this'),
});

export const listJobs = defineRoute({
  method: 'GET',
  path: '/v1/jobs',
  operationId: 'listJobs',
  tag: 'Jobs',
  summary: 'List the jobs',
  description: 'Those of the owner of the key, the newest first. `queue` and `estimate` are null here.',
  scope: 'jobs:read',
  query: listJobsQuery,
  responses: {
    200: pageOf(publicJob, exampleCompletedJob),
  },
  errors: [],
});

/** The data of `job.status`: something was recorded of a job, and this is where it stands since then. */
export const jobStatusEvent = z.object({
  job_id: z.uuid(),
  sequence: z.int().min(1).describe('1, 2, 3 … for each job, without gaps'),
  generation: z.int().min(1),
  type: z.string().describe('what was recorded: the event of the pipeline'),
  status: publicJob.shape.status,
  stage: publicJob.shape.stage,
  progress: publicJob.shape.progress,
  at: z.iso.datetime(),
});
export type JobStatusEvent = z.output<typeof jobStatusEvent>;

const lastEventId = z.string().max(20).optional();
const lastEventIdHeader = z.object({
  'Last-Event-ID': lastEventId.describe(
    'id of the last event that was seen; what follows it is sent, without a gap',
  ),
});
const lastEventIdInQuery = lastEventId.describe('the same, for a browser that opens a new EventSource');

export const streamJobEventsQuery = z.strictObject({
  last_event_id: lastEventIdInQuery,
  token: z.string().max(100).optional().describe('an event token of the job, in place of a key'),
});
export const streamEventsQuery = z.strictObject({ last_event_id: lastEventIdInQuery });

const streamOf = (description: string) => ({
  description,
  content: {
    'text/event-stream': {
      description: '`job.snapshot` with a job as `GET /v1/jobs/{id}` shows it, and `job.status`',
      example:
        `id: 3\nevent: job.status\ndata: {"job_id":"${exampleJobId}","sequence":3,"generation":1,` +
        '"type":"transcription.submitted.v1","status":"processing","stage":"transcription","progress":0.2,' +
        '"at":"2026-11-20T10:00:01.000Z"}\n\n',
    },
  },
});

export const streamJobEvents = defineRoute({
  method: 'GET',
  path: '/v1/jobs/{id}/events',
  operationId: 'streamJobEvents',
  tag: 'Jobs',
  summary: 'Follow a job, live',
  description:
    'Server-sent events. Without `Last-Event-ID` one `job.snapshot`, then every `job.status` as it happens; with it what ' +
    'follows that event. The stream ends with the event that ends the job; whoever comes back with its id gets 204, and ' +
    'an EventSource stops. Needs a key with `jobs:read`, or an event token.',
  scope: 'jobs:read',
  params: jobId,
  query: streamJobEventsQuery,
  headers: lastEventIdHeader,
  responses: {
    200: streamOf('The events'),
    204: { description: 'The job has ended, and nothing follows the event that was seen' },
  },
  errors: ['JOB_NOT_FOUND', 'JOB_ERASED'],
});

export const streamEvents = defineRoute({
  method: 'GET',
  path: '/v1/events',
  operationId: 'streamEvents',
  tag: 'Jobs',
  summary: 'Follow all jobs, live',
  description:
    'Server-sent events of all jobs of the owner. Without `Last-Event-ID` one `job.snapshot` for each job that has not ended, ' +
    'then every `job.status` as it happens; with it what follows that event. It has no end. The ids are of this stream alone.',
  scope: 'jobs:read',
  query: streamEventsQuery,
  headers: lastEventIdHeader,
  responses: { 200: streamOf('The events') },
  errors: [],
});

const eventTokenResource = z.object({
  token: z.string().describe('shown this once'),
  expires_at: z.iso.datetime().describe('in five minutes; a stream that is open by then stays open'),
});
export type EventTokenResource = z.output<typeof eventTokenResource>;

export const createEventToken = defineRoute({
  method: 'POST',
  path: '/v1/jobs/{id}/event-tokens',
  operationId: 'createEventToken',
  tag: 'Jobs',
  summary: 'Let a browser follow a job',
  description:
    'The token opens the events of this job and nothing else: `new EventSource(links.events + "?token=…")`.',
  scope: 'jobs:read',
  params: jobId,
  responses: {
    201: {
      description: 'The token',
      content: {
        'application/json': {
          schema: eventTokenResource,
          example: { token: `et_${'0'.repeat(43)}`, expires_at: '2026-11-20T10:05:00.000Z' },
        },
      },
    },
  },
  errors: ['JOB_NOT_FOUND', 'JOB_ERASED'],
});

/** To a time in PostgreSQL, which has no year 0 and no offset beyond 15:59. */
function isComparable(time: string): boolean {
  const year = new Date(time).getUTCFullYear();
  return year >= 1900 && year <= 9999 && !/[+-](1[6-9]|2\d):\d\d$/.test(time);
}
