import { z } from 'zod';
import { meetingDetails } from '../common.js';
import { defineEvent } from '../define-event.js';
import type { EventOf } from '../envelope.js';
import { exampleMeetingDetails } from '../examples.js';
import { jobSubmitted } from './job-submitted.v1.js';

export const recordingRequested = defineEvent({
  type: 'recording.requested.v1',
  summary: 'A job was accepted whose recording has to be fetched from a URL of the CMS first.',
  schema: z.object({
    recordingUrl: z.url().describe('may hold a credential in its path or query: it is never logged'),
    meeting: meetingDetails,
    webhook: jobSubmitted.schema.shape.webhook,
  }),
  example: {
    recordingUrl: 'https://media.cms.example/recordings/planning-meeting.ogg?signature=4d2f',
    meeting: exampleMeetingDetails,
    webhook: jobSubmitted.example.webhook,
  },
});
export type RecordingRequested = EventOf<typeof recordingRequested>;
