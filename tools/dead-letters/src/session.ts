import { pipeline } from '@meeting-intelligence/contracts';
import { deadQueueName, queueName, type DeadLetterQueues } from '@meeting-intelligence/messaging';
import type { Output } from './output.js';

/** What every command works with. */
export interface Session {
  readonly queues: DeadLetterQueues;
  readonly prefix: string;
  readonly output: Output;
  /** Aborted by Ctrl-C. */
  readonly interrupted: AbortSignal;
  readonly environment: Readonly<Record<string, string | undefined>>;
}

export const knownQueues: readonly string[] = pipeline.flatMap(({ event, consumedBy }) =>
  consumedBy.map((service) => queueName(service, event.type)),
);

/** For people, and for those who look at the broker with other tools. */
export function deadName({ prefix }: Session, queue: string): string {
  return deadQueueName(prefix + queue);
}
