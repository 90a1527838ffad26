import { z } from 'zod';
import { engine, meetingDetails, recording, transcript } from '../common.js';
import { defineEvent } from '../define-event.js';
import type { EventOf } from '../envelope.js';
import {
  exampleMeetingDetails,
  exampleRecording,
  exampleSpeechEngine,
  exampleTranscript,
} from '../examples.js';

export const transcriptCreated = defineEvent({
  type: 'transcript.created.v1',
  summary: 'The recording has a transcript with speaker labels and the time of each word.',
  schema: z.object({ recording, meeting: meetingDetails, transcript, engine }),
  example: {
    recording: exampleRecording,
    meeting: exampleMeetingDetails,
    transcript: exampleTranscript,
    engine: exampleSpeechEngine,
  },
});
export type TranscriptCreated = EventOf<typeof transcriptCreated>;
