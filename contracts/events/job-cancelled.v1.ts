import { z } from 'zod';
import { defineEvent } from '../define-event.js';
import type { EventOf } from '../envelope.js';

export const jobCancelled = defineEvent({
  type: 'job.cancelled.v1',
  summary:
    'The owner wants no more of this job: nothing is spent on it from the next step on, what arrives late is discarded.',
  schema: z.object({}),
  example: {},
});
export type JobCancelled = EventOf<typeof jobCancelled>;
