import { providerRequest, webhookAttempts, webhookRequest } from './metrics.js';

/** One call to something outside, as libs/telemetry tells of it: a webhook is one too. */
export function recordCallDuration(call: {
  readonly provider: string;
  readonly operation: string;
  readonly outcome: string;
  readonly ms: number;
}): void {
  const { provider, operation, outcome, ms } = call;
  if (provider === 'webhook') {
    webhookAttempts.add({ outcome });
    webhookRequest.observe({ outcome }, ms / 1_000);
  } else providerRequest.observe({ provider, operation, outcome }, ms / 1_000);
}
