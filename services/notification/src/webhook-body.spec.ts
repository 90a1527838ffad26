import { jobEndedBody, jobFailed, meetingCompleted } from '@meeting-intelligence/contracts';
import { expect, test } from 'vitest';
import { deliveryOf } from './delivery.js';
import { webhookBody, type Ending } from './webhook-body.js';

const job = { subject: '7c9e6679-7425-40de-944b-e07fc1f90ae7', generation: 1 };
const target = { metadata: { article: 4711 }, externalId: null };
const meeting = meetingCompleted.schema.parse(meetingCompleted.example).meeting;

test.each<Ending>([
  { outcome: 'completed', meeting },
  { outcome: 'failed', error: jobFailed.schema.parse(jobFailed.example).error },
  { outcome: 'cancelled' },
])(
  'what is sent of a job that $outcome is what the description of the API says, and nothing else',
  (ending) => {
    const sent: unknown = JSON.parse(webhookBody(deliveryOf(job, ending.outcome), ending, target));

    expect(jobEndedBody.parse(sent)).toEqual(sent);
  },
);
