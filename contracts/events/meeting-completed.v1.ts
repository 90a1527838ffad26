import { z } from 'zod';
import { defineEvent } from '../define-event.js';
import type { EventOf } from '../envelope.js';
import { exampleMeeting } from '../examples.js';
import { publicMeeting } from '../meeting.js';

export const meetingCompleted = defineEvent({
  type: 'meeting.completed.v1',
  summary: 'Transcript and analysis are stored. Words are left to the API.',
  schema: z.object({ meeting: publicMeeting }),
  example: { meeting: exampleMeeting },
});
export type MeetingCompleted = EventOf<typeof meetingCompleted>;
