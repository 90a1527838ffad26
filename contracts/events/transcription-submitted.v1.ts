import { z } from 'zod';
import { meetingDetails, recording } from '../common.js';
import { defineEvent } from '../define-event.js';
import type { EventOf } from '../envelope.js';
import { exampleMeetingDetails, exampleRecording } from '../examples.js';

export const transcriptionSubmitted = defineEvent({
  type: 'transcription.submitted.v1',
  summary: 'The speech provider is at work on the recording.',
  schema: z.object({
    recording,
    meeting: meetingDetails,
    providerJobId: z.string().min(1),
    submittedAt: z.iso.datetime(),
  }),
  example: {
    recording: exampleRecording,
    meeting: exampleMeetingDetails,
    providerJobId: 'tr_5f3a',
    submittedAt: '2026-11-20T10:00:02.000Z',
  },
});
export type TranscriptionSubmitted = EventOf<typeof transcriptionSubmitted>;
