import { z } from 'zod';
import { jobError } from '../common.js';
import { defineEvent } from '../define-event.js';
import type { EventOf } from '../envelope.js';

export const stageFailed = defineEvent({
  type: 'stage.failed.v1',
  summary: 'A step the job cannot do without was given up. The ledger decides what becomes of the job.',
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
export type StageFailed = EventOf<typeof stageFailed>;
