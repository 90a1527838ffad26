import { z } from 'zod';
import { meetingDetails, recording } from '../common.js';
import { defineEvent } from '../define-event.js';
import type { EventOf } from '../envelope.js';
import { exampleMeetingDetails, exampleRecording } from '../examples.js';

export const jobSubmitted = defineEvent({
  type: 'job.submitted.v1',
  summary: 'A recording was accepted and stored.',
  schema: z.object({
    recording,
    meeting: meetingDetails,
    webhook: z
      .object({
        url: z.url(),
        secret: z
          .string()
          .nullable()
          .describe(
            'sealed for this job (docs/secrets.md); what it opens to is echoed in X-Webhook-Secret. Plain text comes from builds before key rings only',
          ),
      })
      .nullable(),
  }),
  example: {
    recording: exampleRecording,
    meeting: exampleMeetingDetails,
    webhook: {
      url: 'https://cms.example/hooks/meetings',
      secret: 'v1.k1.ZGVmZ2hpamtsbW5vKTatAxqbM-oTDTnFrg0P0CGvdYGLcUCm6tzwDecizusfvQQ',
    },
  },
});
export type JobSubmitted = EventOf<typeof jobSubmitted>;
