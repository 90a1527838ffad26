import { z } from 'zod';
import { jobOutcome } from '../common.js';
import { defineEvent } from '../define-event.js';
import type { EventOf } from '../envelope.js';

export const webhookExhausted = defineEvent({
  type: 'webhook.exhausted.v1',
  summary: 'The webhook of a terminal state was given up. The job keeps its outcome.',
  schema: z.object({
    deliveryId: z.uuid(),
    outcome: jobOutcome,
    attempts: z.int().min(1),
    reason: z.string(),
  }),
  example: {
    deliveryId: '6b5a9a56-9f6e-5a1e-8f8e-3c2b1a0d9e8f',
    outcome: 'completed',
    attempts: 4,
    reason: 'the CMS answered 503',
  },
});
export type WebhookExhausted = EventOf<typeof webhookExhausted>;
