/** What the service asks of a CMS: that it hears how a job ended. */
import { z } from 'zod';
import { jobError, jobOutcome } from '../common.js';
import { exampleJobId, exampleMeeting } from '../examples.js';
import { publicMeeting } from '../meeting.js';

export interface ApiWebhook {
  readonly name: string;
  readonly summary: string;
  readonly description: string;
  readonly headers: z.ZodObject;
  readonly body: z.ZodType;
  readonly example: unknown;
  /** Status, or a range of them (`2XX`) → what it brings about. */
  readonly responses: Readonly<Record<string, string>>;
}

const eventId = '6b5a9a56-9f6e-5a1e-8f8e-3c2b1a0d9e8f';

export const jobEndedBody = z.object({
  event_id: z
    .uuid()
    .describe('the `webhook-id` header again: the same on every attempt, one for each outcome'),
  job_id: z.uuid(),
  generation: z.int().min(1).describe('of the job; the highest is the last word'),
  status: jobOutcome,
  error: jobError.nullable().describe('of a job that failed'),
  meeting: publicMeeting.nullable().describe('of a job that completed, without the times of single words'),
  metadata: z.record(z.string(), z.unknown()).describe('as it was submitted'),
  external_id: z.string().nullable().describe('as it was submitted'),
});

export const jobEnded: ApiWebhook = {
  name: 'jobEnded',
  summary: 'A job has ended',
  description:
    'Sent to the `webhook_url` of a submission. Compare `X-Webhook-Secret` before you trust the body, answer with any 2xx ' +
    'within 30 seconds, and drop a `webhook-id` that you have seen: nothing is sent after your 2xx was recorded, but if it ' +
    'could not be recorded, the same id comes again. What is still undelivered after the last attempt does not fail the job.',
  headers: z.object({
    'webhook-id': z.uuid().describe('the same on every attempt'),
    'webhook-timestamp': z.string().describe('of this attempt, in seconds since 1970'),
    'X-Webhook-Secret': z.string().optional().describe('the `webhook_secret` of the submission'),
  }),
  body: jobEndedBody,
  example: {
    event_id: eventId,
    job_id: exampleJobId,
    generation: 1,
    status: 'completed',
    error: null,
    meeting: exampleMeeting,
    metadata: { article: 4711 },
    external_id: 'article-4711',
  },
  responses: {
    '2XX': 'Received; it is not sent again',
    410: 'Nobody wants it; it is not sent again',
    default:
      'Sent again after about 60, 120 and 240 seconds; redirects too, and where there is no answer. A `Retry-After` up to 240 ' +
      'seconds is honoured',
  },
};

export const apiWebhooks: readonly ApiWebhook[] = [jobEnded];
