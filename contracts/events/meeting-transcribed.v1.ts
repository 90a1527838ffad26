import { z } from 'zod';
import { defineEvent } from '../define-event.js';
import type { EventOf } from '../envelope.js';
import { exampleMeeting } from '../examples.js';

export const meetingTranscribed = defineEvent({
  type: 'meeting.transcribed.v1',
  summary: 'The transcript is stored and can be read, before any analysis.',
  schema: z.object({ meetingId: z.uuid(), speakers: z.int().min(0), segments: z.int().min(0) }),
  example: { meetingId: exampleMeeting.id, speakers: 1, segments: 1 },
});
export type MeetingTranscribed = EventOf<typeof meetingTranscribed>;
