import type { JobError, PublicMeeting } from '@meeting-intelligence/contracts';
import type { Delivery } from './delivery.js';
import type { WebhookTarget } from './webhook-targets.js';

/** How a job ended: with a meeting, with an error, or because nobody wanted it any more. */
export type Ending =
  | { readonly outcome: 'completed'; readonly meeting: PublicMeeting }
  | { readonly outcome: 'failed'; readonly error: JobError }
  | { readonly outcome: 'cancelled' };

/** The JSON that a CMS receives (docs/api.md). `event_id` is the `webhook-id` header again, for who only sees bodies. */
export function webhookBody(
  delivery: Delivery,
  ending: Ending,
  { metadata, externalId }: Pick<WebhookTarget, 'metadata' | 'externalId'>,
): string {
  return JSON.stringify({
    event_id: delivery.id,
    job_id: delivery.jobId,
    generation: delivery.generation,
    status: ending.outcome,
    error: ending.outcome === 'failed' ? ending.error : null,
    meeting: ending.outcome === 'completed' ? ending.meeting : null,
    metadata,
    external_id: externalId,
  });
}
