import { toAppError } from '@meeting-intelligence/errors';
import { metrics } from '@meeting-intelligence/metrics';
import type { Delivery } from '../event-bus.js';
import { deadLetterReasonOf } from '../message/copies.js';
import { headerNames } from '../message/headers.js';
import type { Outcome } from '../outcome.js';

/** When a delivery has arrived, inside its span: exemplars name its trace. */
export function measureArrival({ queue, headers, deliveryCount }: Delivery): void {
  const redelivered = String(deliveryCount > 0);
  metrics.consumedMessages.add({ messaging_destination_name: queue, redelivered });
  const dueAt = headers[headerNames.dueAt];
  // Clocks of two machines differ; and when a redelivery was given back is not known.
  if (typeof dueAt === 'number' && deliveryCount === 0)
    metrics.queueWait.observe({ queue }, Math.max(0, Date.now() - dueAt) / 1_000);
}

/** @param startedAt on the clock of `performance.now()` */
export function measureOutcome({ queue }: Delivery, outcome: Outcome, startedAt: number): void {
  const error_type = 'failure' in outcome ? outcome.failure?.code : undefined;
  metrics.processDuration.observe(
    { messaging_destination_name: queue, outcome: outcome.kind, error_type },
    (performance.now() - startedAt) / 1_000,
  );
  if (outcome.kind === 'retry') metrics.messageRetries.add({ queue, error_type });
  if (outcome.kind === 'dead')
    metrics.deadLetters.add({ queue, reason: deadLetterReasonOf(outcome.failure) });
}

/** From the outcome to the acknowledgement. */
export function measureSettled(startedAt: number): void {
  metrics.operationDuration.observe(
    { messaging_operation_name: 'settle' },
    (performance.now() - startedAt) / 1_000,
  );
}

/** @param destination exchange and routing key, or the queue */
export async function measuringSend(destination: string, send: () => Promise<void>): Promise<void> {
  const startedAt = performance.now();
  const measure = (error_type?: string) => {
    metrics.sentMessages.add({ messaging_destination_name: destination, error_type });
    const seconds = (performance.now() - startedAt) / 1_000;
    metrics.operationDuration.observe({ messaging_operation_name: 'send', error_type }, seconds);
  };
  try {
    await send();
  } catch (error) {
    measure(toAppError(error).code);
    throw error;
  }
  measure();
}
