import { z } from 'zod';
import { jobError } from '../common.js';
import { defineEvent } from '../define-event.js';
import type { EventOf } from '../envelope.js';

export const jobFailed = defineEvent({
  type: 'job.failed.v1',
  summary: 'The job has failed for good. Published once for a generation, never before a retry.',
  schema: z.object({ error: jobError }),
  example: {
    error: {
      code: 'AUDIO_UNREADABLE',
      message: 'the speech provider could not decode the recording: no audio stream',
      retryable: false,
      stage: 'transcription',
    },
  },
});
export type JobFailed = EventOf<typeof jobFailed>;
