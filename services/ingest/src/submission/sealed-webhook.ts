import type { JobSubmitted } from '@meeting-intelligence/contracts';
import type { KeyRing } from '@meeting-intelligence/key-ring';

type Webhook = JobSubmitted['data']['webhook'];

/**
 * The webhook of a submission as events carry it. Its secret comes plain from the CMS and is sealed for the job, also where it
 * looks sealed already: once, where the submission is accepted, before anything is written. Whoever passes it on leaves it.
 */
export function sealedWebhook(webhook: Webhook, jobId: string, keys: KeyRing): Webhook {
  if (typeof webhook?.secret !== 'string') return webhook;
  return { ...webhook, secret: keys.seal(webhook.secret, jobId) };
}
