import { z } from 'zod';
import { jobOutcome } from '../common.js';
import { defineEvent } from '../define-event.js';
import type { EventOf } from '../envelope.js';

export const webhookDelivered = defineEvent({
  type: 'webhook.delivered.v1',
  summary: 'The CMS accepted the webhook of a terminal state.',
  schema: z.object({
    deliveryId: z.uuid().describe('the webhook-id header; the same on every attempt'),
    outcome: jobOutcome.describe('which terminal state it told of'),
    attempts: z.int().min(1),
    statusCode: z.int(),
  }),
  example: {
    deliveryId: '6b5a9a56-9f6e-5a1e-8f8e-3c2b1a0d9e8f',
    outcome: 'completed',
    attempts: 1,
    statusCode: 204,
  },
});
export type WebhookDelivered = EventOf<typeof webhookDelivered>;
