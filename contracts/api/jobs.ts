/** Submitting a recording, and the job that becomes of it. */
import { z } from 'zod';
import { analysisPart } from '../common.js';
import { publicJob } from '../job.js';
import { defineRoute } from './define-route.js';
import { exampleAcceptedJob, exampleCancelledJob, exampleCompletedJob } from './examples.js';

const jobId = z.object({ id: z.uuid().describe('of the job, as its submission answered it') });

/** The parts of the form; what they may hold exactly is checked by the gateway (services/ingest). */
export const submissionForm = z.strictObject({
  file: z.file().describe('the recording: audio, or video with a sound track, whatever its name says'),
  title: z.string().min(1).max(500).optional().describe('of the meeting'),
  recorded_at: z.iso
    .datetime({ offset: true })
    .optional()
    .describe('when the meeting took place; the time of the upload if left out'),
  language: z.string().max(35).optional().describe('BCP 47, such as `en` or `de-CH`; detected if left out'),
  speakers_expected: z.int().min(1).max(32).optional(),
  speaker_names: z
    .string()
    .optional()
    .describe(
      'names of people who take part, as far as you know them: a JSON array of up to 32 texts of up to 100 characters. A ' +
        'speaker gets such a name only where the recording tells it',
    ),
  vocabulary: z
    .string()
    .optional()
    .describe(
      'words and phrases that are hard to recognise: a JSON array of up to 200 texts of up to 50 characters and 6 words',
    ),
  analyses: z
    .string()
    .optional()
    .describe(
      'what shall be looked for, with commas between: `speakers`, `summary`, `action_items`, `decisions`; all of them if ' +
        'left out, none if empty',
    ),
  summary_template: z
    .string()
    .min(1)
    .max(4_000)
    .optional()
    .describe('how the summary shall be laid out: headings, order, length, tone'),
  external_id: z
    .string()
    .min(1)
    .max(255)
    .optional()
    .describe('what you call the meeting; echoed in job, meeting and webhook. It need not be unique'),
  webhook_url: z
    .string()
    .max(2_048)
    .optional()
    .describe('http or https on the public internet, without credentials; told how the job ended'),
  webhook_secret: z
    .string()
    .max(255)
    .optional()
    .describe('with `webhook_url` only: printable ASCII without spaces, echoed in `X-Webhook-Secret`'),
  metadata: z
    .string()
    .max(16_384)
    .optional()
    .describe('a JSON object of your own, up to 16 KiB, echoed in every answer and webhook'),
});

/** A submission whose recording the gateway fetches. */
export const submissionByUrl = z.strictObject({
  recording_url: z
    .string()
    .max(2_048)
    .describe(
      'where the recording is: http or https on the public internet, without credentials but those in its path or query; ' +
        'up to three redirects are followed',
    ),
  ...submissionForm.omit({ file: true }).shape,
  speaker_names: z
    .array(z.string().min(1).max(100))
    .max(32)
    .optional()
    .describe('names of people who take part, as far as you know them'),
  vocabulary: z
    .array(z.string().min(1).max(50))
    .max(200)
    .optional()
    .describe('words and phrases of up to 6 words that are hard to recognise'),
  analyses: z
    .array(analysisPart)
    .optional()
    .describe('what shall be looked for; everything if left out, nothing if empty'),
  metadata: z
    .record(z.string(), z.unknown())
    .optional()
    .describe('of your own, up to 16 KiB as JSON, echoed in every answer and webhook'),
});

/** A submission of what was uploaded before (uploads.ts). */
export const submissionByUpload = submissionByUrl
  .omit({ recording_url: true })
  .extend({ upload_id: z.string().max(100).describe('of an upload that has all its bytes; it is used up') });

const retryAfter = 'seconds after which it is worth asking again';

export const submitJob = defineRoute({
  method: 'POST',
  path: '/v1/jobs',
  operationId: 'submitJob',
  tag: 'Jobs',
  summary: 'Submit a recording',
  description:
    'The recording is streamed to storage; the parts may come in any order. Then it is decoded once, to see that it can be ' +
    'read and how long it is, and of a video only the sound track is kept. From the 202 on nothing is lost: the job ends ' +
    'as `completed`, `failed` or, if you say so, `cancelled`. Unknown, repeated and empty fields are refused, and what was ' +
    'refused leaves nothing behind.',
  scope: 'jobs:write',
  rate: 'creates',
  body: {
    'multipart/form-data': { schema: submissionForm },
    'application/json': {
      schema: z.union([submissionByUrl, submissionByUpload]),
      description:
        'With `upload_id` the recording is checked before the answer, like one of a form. With `recording_url` it is fetched ' +
        'after the answer: one that cannot be got hold of, now or at a later attempt, is none, cannot be read, has no sound, or is too large or too long, ends the job as `failed`, with the reason in its `error`.',
      example: {
        recording_url: 'https://media.cms.example/recordings/planning-meeting.ogg?signature=4d2f',
        title: 'Planning',
        webhook_url: 'https://cms.example/hooks/meetings',
        metadata: { article: 4711 },
      },
    },
  },
  responses: {
    202: {
      description: 'Accepted: the job, which is pending',
      content: { 'application/json': { schema: publicJob, example: exampleAcceptedJob } },
      headers: { Location: 'path of the job', 'Retry-After': retryAfter },
    },
  },
  errors: [
    'JOB_ERASED',
    'URL_BLOCKED',
    'RECORDING_MISSING',
    'RECORDING_EMPTY',
    'RECORDING_TOO_LARGE',
    'RECORDING_NOT_MEDIA',
    'RECORDING_UNREADABLE',
    'RECORDING_WITHOUT_SOUND',
    'RECORDING_TOO_LONG',
    'UNSUPPORTED_MEDIA_TYPE',
    'UPLOAD_INCOMPLETE',
    'UPLOAD_NOT_FOUND',
    'UPLOAD_LOCKED',
    'UPLOAD_UNFINISHED',
    'UPLOAD_USED',
    'STORAGE_FULL',
    'STORAGE_UNAVAILABLE',
  ],
});

export const getJobQuery = z.strictObject({
  wait: z
    .string()
    .regex(/^([1-9]|[1-5]\d|60)s$/, 'expected 1s to 60s')
    .transform((value) => Number(value.slice(0, -1)) * 1_000)
    .optional()
    .describe('long poll: answer when there is news, at the latest after so long, for example `30s`'),
});

export const getJob = defineRoute({
  method: 'GET',
  path: '/v1/jobs/{id}',
  operationId: 'getJob',
  tag: 'Jobs',
  summary: 'How a job is doing',
  description:
    '`status` goes from `pending` over `processing` to `completed`, `failed` or `cancelled`, which is final; only a retry of a ' +
    'failed job, or a replay by an operator, makes a new `generation` of it. With `wait` the answer is held back until there is news: with ' +
    '`If-None-Match` until something is recorded of the job that this `ETag` does not know of, else until the job has ended.',
  scope: 'jobs:read',
  params: jobId,
  query: getJobQuery,
  headers: z.object({ 'If-None-Match': z.string().optional().describe('`ETag` of the answer before') }),
  responses: {
    200: {
      description: 'The job',
      content: { 'application/json': { schema: publicJob, example: exampleCompletedJob } },
      headers: {
        ETag: 'of this answer',
        'Retry-After': `${retryAfter}; only while the job has not ended`,
      },
    },
    304: { description: 'As `If-None-Match` has it', headers: { ETag: 'the same' } },
  },
  errors: ['JOB_NOT_FOUND', 'JOB_ERASED'],
});

export const cancelJob = defineRoute({
  method: 'POST',
  path: '/v1/jobs/{id}/cancel',
  operationId: 'cancelJob',
  tag: 'Jobs',
  summary: 'Cancel a job',
  description:
    'The job is `cancelled` at once; asked again, it is the same. No further step of it is begun, and results that arrive ' +
    'late are discarded. A job that has completed or failed stays as it is.',
  scope: 'jobs:write',
  isIdempotent: true,
  params: jobId,
  responses: {
    202: {
      description: 'The job, which is cancelled',
      content: { 'application/json': { schema: publicJob, example: exampleCancelledJob } },
    },
  },
  errors: ['JOB_NOT_FOUND', 'JOB_ERASED', 'JOB_ENDED'],
});

export const deleteJob = defineRoute({
  method: 'DELETE',
  path: '/v1/jobs/{id}',
  operationId: 'deleteJob',
  tag: 'Jobs',
  summary: 'Delete a job and everything about it',
  description:
    'Recording, transcript, analysis, meeting, history, webhook and what the speech provider keeps are deleted for good, and ' +
    'a webhook that was not delivered is not sent any more. From the 204 on nothing of it can be read; behind the scenes it ' +
    'is gone within seconds, or as soon as every part can be reached. Its id alone is remembered, so that nothing of it comes ' +
    'back. Deleting it again answers the same. A job that has not ended has to be cancelled first.',
  scope: 'jobs:write',
  params: jobId,
  responses: { 204: { description: 'It is deleted, or was before' } },
  errors: ['JOB_NOT_FOUND', 'JOB_NOT_ENDED'],
});
