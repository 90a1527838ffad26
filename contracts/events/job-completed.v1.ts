import { z } from 'zod';
import { defineEvent } from '../define-event.js';
import type { EventOf } from '../envelope.js';
import { exampleMeeting } from '../examples.js';
import { publicMeeting } from '../meeting.js';

export const jobCompleted = defineEvent({
  type: 'job.completed.v1',
  summary:
    'The job is done and this is its result. Published once for a generation; words are left to the API.',
  schema: z.object({ meeting: publicMeeting }),
  example: { meeting: exampleMeeting },
});
export type JobCompleted = EventOf<typeof jobCompleted>;
