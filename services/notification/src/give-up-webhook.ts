import {
  jobCancelled,
  jobCompleted,
  jobFailed,
  webhookExhausted,
  type JobOutcome,
} from '@meeting-intelligence/contracts';
import { errorCodes } from '@meeting-intelligence/errors';
import type { OnGivenUp } from '@meeting-intelligence/messaging';
import { deliveryOf } from './delivery.js';

const outcomes = new Map<string, JobOutcome>([
  [jobCompleted.type, 'completed'],
  [jobFailed.type, 'failed'],
  [jobCancelled.type, 'cancelled'],
]);

/**
 * A webhook that is given up never fails the job: it is only told of. Nothing is said of a submission that could not be
 * remembered; the outcome of that job finds no target and ends here.
 */
export const giveUpWebhook: OnGivenUp = (event, { code, message, checkpoint }) => {
  const outcome = outcomes.get(event.type);
  if (!outcome) return [];
  const { attempts = 1 } = (checkpoint ?? {}) as { readonly attempts?: number };
  const reason = code === 'UNEXPECTED' ? errorCodes.UNEXPECTED.meaning : message;
  return [webhookExhausted({ deliveryId: deliveryOf(event, outcome).id, outcome, attempts, reason })];
};
