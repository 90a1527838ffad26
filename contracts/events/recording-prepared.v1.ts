import { z } from 'zod';
import { meetingDetails, recording } from '../common.js';
import { defineEvent } from '../define-event.js';
import type { EventOf } from '../envelope.js';
import { exampleMeetingDetails, exampleRecording } from '../examples.js';

export const recordingPrepared = defineEvent({
  type: 'recording.prepared.v1',
  summary: 'The speech provider has the audio, under a URL of its own.',
  schema: z.object({ recording, meeting: meetingDetails, uploadUrl: z.url() }),
  example: {
    recording: exampleRecording,
    meeting: exampleMeetingDetails,
    uploadUrl: 'https://cdn.provider.example/upload/4f2c',
  },
});
export type RecordingPrepared = EventOf<typeof recordingPrepared>;
