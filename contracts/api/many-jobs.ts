/** Submitting recordings by the hundred, and handing in again what failed. */
import { z } from 'zod';
import { jobLane, publicJob } from '../job.js';
import { defineRoute } from './define-route.js';
import { exampleAcceptedJob } from './examples.js';
import { submissionByUrl } from './jobs.js';

/** The jobs are checked one by one, by the gateway (services/ingest). */
export const submitBatchBody = z.strictObject({
  lane: jobLane.default('bulk'),
  jobs: z.array(z.unknown()).min(1).max(100),
});

export const submitBatch = defineRoute({
  method: 'POST',
  path: '/v1/jobs/batch',
  operationId: 'submitBatch',
  tag: 'Jobs',
  summary: 'Submit many recordings by their URLs',
  description:
    'All of them are accepted, or none: where anything of one is wrong the answer names every fault of every job, and ' +
    'nothing is left behind. With an `Idempotency-Key` the same batch may be sent again until there is an answer. In the lane ' +
    '`bulk` the jobs wait for their turn: few of them are worked on at a time, owners take turns, and jobs that came ' +
    'one by one pass them.',
  scope: 'jobs:write',
  rate: 'creates',
  maxBodyBytes: 8 * 1024 * 1024,
  body: {
    'application/json': {
      schema: submitBatchBody.extend({
        lane: jobLane.optional().describe('`bulk` if left out'),
        jobs: z.array(submissionByUrl).min(1).max(100).describe('each as it would be submitted alone'),
      }),
      description: 'Up to 8 MiB',
      example: {
        jobs: [
          {
            recording_url: 'https://media.cms.example/archive/4711.ogg?signature=4d2f',
            external_id: 'article-4711',
          },
          {
            recording_url: 'https://media.cms.example/archive/4712.ogg?signature=9c01',
            external_id: 'article-4712',
          },
        ],
      },
    },
  },
  responses: {
    202: {
      description: 'Accepted: the jobs, in the order of the batch',
      content: {
        'application/json': {
          schema: z.object({ data: z.array(publicJob) }),
          example: { data: [{ ...exampleAcceptedJob, lane: 'bulk' as const }] },
        },
      },
      headers: { 'Retry-After': 'seconds after which it is worth asking how they are' },
    },
  },
  errors: ['URL_BLOCKED', 'UNSUPPORTED_MEDIA_TYPE', 'JOB_ERASED'],
});

export const retryJob = defineRoute({
  method: 'POST',
  path: '/v1/jobs/{id}/retry',
  operationId: 'retryJob',
  tag: 'Jobs',
  summary: 'Hand in a failed job again',
  description:
    'The job begins anew, from the recording that is stored, or by fetching it where that is what failed. It is a new ' +
    '`generation` of the same job: it ends once more, and the webhook tells so once more. What was paid for is paid again. Of ' +
    'two retries at once one is taken. A job of the lane `bulk` waits for its turn again.',
  scope: 'jobs:write',
  rate: 'creates',
  params: z.object({ id: z.uuid().describe('of the job, as its submission answered it') }),
  responses: {
    202: {
      description: 'The job, which is pending',
      content: {
        'application/json': { schema: publicJob, example: { ...exampleAcceptedJob, generation: 2 } },
      },
      headers: { 'Retry-After': 'seconds after which it is worth asking again' },
    },
  },
  errors: ['JOB_NOT_FOUND', 'JOB_ERASED', 'JOB_NOT_FAILED', 'JOB_NOT_RETRYABLE'],
});
