import { toAppError } from '@meeting-intelligence/errors';
import { metrics } from '@meeting-intelligence/metrics';
import type { Delivery } from '../event-bus.js';
import { deadLetterReasonOf, deadLetterReasons } from '../message/copies.js';
import { headerNames } from '../message/headers.js';
import type { Outcome } from '../outcome.js';

/** Before the first delivery: what is counted of these queues, as far as its labels are known. */
export function initialiseQueues(queues: readonly string[]): void {
  metrics.consumedMessages.initialise({ messaging_destination_name: queues, redelivered: ['true', 'false'] });
  metrics.queueWait.initialise({ queue: queues });
  // Those without an error: a retry and a dead letter have one.
  metrics.processDuration.initialise({
    messaging_destination_name: queues,
    outcome: ['ack', 'defer', 'wait', 'requeue'],
  });
  metrics.messageRetries.initialise({ queue: queues });
  metrics.deadLetters.initialise({ queue: queues, reason: deadLetterReasons });
  metrics.operationDuration.initialise({ messaging_operation_name: ['send', 'settle'] });
}

/** When a delivery has arrived, inside its span: exemplars name its trace. */
export function measureArrival({ queue, headers, deliveryCount }: Delivery): void {
  const redelivered = String(deliveryCount > 0);
  metrics.consumedMessages.add({ messaging_destination_name: queue, redelivered });
  const dueAt = headers[headerNames.dueAt];
  // Clocks of two machines differ; and when a redelivery was given back is not known.
  if (typeof dueAt === 'number' && deliveryCount === 0)
    metrics.queueWait.observe({ queue }, Math.max(0, Date.now() - dueAt) / 1_000);
}

/** How long it was worked on. @param startedAt on the clock of `performance.now()` */
export function measureOutcome({ queue }: Delivery, outcome: Outcome, startedAt: number): void {
  const error_type = 'failure' in outcome ? outcome.failure?.code : undefined;
  metrics.processDuration.observe(
    { messaging_destination_name: queue, outcome: outcome.kind, error_type },
    (performance.now() - startedAt) / 1_000,
  );
}

/** When its outcome is safe with the broker: before, the process may end, and the next delivery has another. */
export function measureCarriedOut(queue: string, outcome: Outcome): void {
  if (outcome.kind === 'retry') metrics.messageRetries.add({ queue, error_type: outcome.failure.code });
  if (outcome.kind === 'dead')
    metrics.deadLetters.add({ queue, reason: deadLetterReasonOf(outcome.failure) });
}

/** From the outcome to the acknowledgement. */
export function measuringSettle(settle: () => Promise<void>): Promise<void> {
  return measuring('settle', settle);
}

/** @param destination exchange and routing key, or the queue */
export function measuringSend(destination: string, send: () => Promise<void>): Promise<void> {
  return measuring('send', send, (error_type) =>
    metrics.sentMessages.add({ messaging_destination_name: destination, error_type }),
  );
}

async function measuring(
  operation: 'send' | 'settle',
  work: () => Promise<void>,
  count: (error_type?: string) => void = () => undefined,
): Promise<void> {
  const startedAt = performance.now();
  const measure = (error_type?: string) => {
    count(error_type);
    const seconds = (performance.now() - startedAt) / 1_000;
    metrics.operationDuration.observe({ messaging_operation_name: operation, error_type }, seconds);
  };
  try {
    await work();
  } catch (error) {
    measure(toAppError(error).code);
    throw error;
  }
  measure();
}
