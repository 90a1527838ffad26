import { z } from 'zod';
import { defineEvent } from '../define-event.js';
import type { EventOf } from '../envelope.js';

export const jobErased = defineEvent({
  type: 'job.erased.v1',
  summary:
    'The owner wants nothing kept of this job: everybody deletes what they have of it, and leaves aside what arrives of it later.',
  schema: z.object({}),
  example: {},
});
export type JobErased = EventOf<typeof jobErased>;
