import type { CmsRequest } from '../observation.js';
import type { WebhookDelivery } from '../system/databases.js';
import type { Invariant } from './invariant.js';

/**
 * Compares two records that know nothing of each other: what the CMS received and what notification wrote down. The
 * same webhook twice is allowed while its answer could not be written down; under another id, with another outcome or
 * after the 2xx was written down it is not.
 */
export const oneWebhook: Invariant = {
  id: 'I3',
  claim:
    'an outcome has one webhook id, nothing is sent after a recorded 2xx, no generation fails and completes',
  breaches({ webhooks, deliveries, jobs, untold }) {
    const byId = Map.groupBy(webhooks, ({ webhookId }) => webhookId);
    const rows = new Map(deliveries.map((row) => [row.id, row]));
    const strange = [...byId.keys()]
      .filter((id) => !rows.has(id))
      .map((id) => `webhook ${id} of job ${byId.get(id)?.[0]?.jobId} is unknown to notification`);
    const second = [
      ...Map.groupBy(deliveries, ({ jobId, generation }) => `${jobId} generation ${generation}`),
    ]
      .filter(([, found]) => found.length > 1)
      .map(
        ([job, found]) =>
          `job ${job} has the webhooks ${found.map(({ id, outcome }) => `${id} (${outcome})`).join(', ')}`,
      );
    const silent = jobs
      .filter(
        ({ webhookUrl, status }) => webhookUrl !== null && status !== 'pending' && status !== 'processing',
      )
      .filter(
        ({ id, generation }) => !deliveries.some((row) => row.jobId === id && row.generation === generation),
      )
      .map(
        ({ id, status, generation }) =>
          `nobody was told that generation ${generation} of job ${id} is ${status}`,
      );
    return [
      ...strange,
      ...second,
      ...silent,
      ...deliveries.flatMap((row) => breachesOf(row, byId.get(row.id) ?? [], untold.has(row.jobId))),
    ];
  },
};

function breachesOf(
  row: WebhookDelivery,
  requests: readonly CmsRequest[],
  mayBeExhausted: boolean,
): string[] {
  const name = `webhook ${row.id} of job ${row.jobId}`;
  const breaches = [...new Set(requests.map(({ status }) => status))]
    .filter((status) => status !== row.outcome)
    .map((status) => `${name} told "${status}", and it is written down as "${row.outcome}"`);
  if (row.status === 'pending') breaches.push(`${name} is still pending after ${row.attempts} attempts`);
  if (row.status === 'exhausted' && !mayBeExhausted)
    breaches.push(`${name} was given up after ${row.attempts} attempts`);
  const late = requests.filter(({ receivedAt }) => receivedAt > (row.acceptedAt ?? Infinity));
  if (late.length > 0) {
    const afterMs = late.map(({ receivedAt }) => Math.round(receivedAt - (row.acceptedAt ?? 0)));
    breaches.push(`${name} was sent again ${afterMs.join(' ms, ')} ms after its 2xx was written down`);
  }
  if (row.status !== 'delivered') return breaches;
  const accepted = requests.filter(({ answer }) => answer !== undefined && answer >= 200 && answer < 300);
  if (accepted.length === 0) breaches.push(`${name} is written down as delivered, and the CMS accepted none`);
  return breaches;
}
