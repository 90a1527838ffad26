/** The work queue of one event type of one service, without the installation's prefix. */
export function queueName(service: string, type: string): string {
  return `${service}.${type}`;
}

export function deadQueueName(workQueue: string): string {
  return `${workQueue}.dead`;
}

/** Named after its delay, so that a changed delay is a new queue: the arguments of a queue cannot be changed. */
export function tierName(workQueue: string, kind: 'retry' | 'defer', delayMs: number): string {
  return `${workQueue}.${kind}.${delayMs % 1_000 === 0 ? `${delayMs / 1_000}s` : `${delayMs}ms`}`;
}

/** The smallest tier that covers the delay; the longest where none does. Tiers are in growing order. */
export function tierCovering(delayMs: number, tiersMs: readonly number[]): number {
  const tierMs = tiersMs.find((tier) => tier >= delayMs) ?? tiersMs.at(-1);
  if (tierMs === undefined) throw new Error('expected at least one delay tier');
  return tierMs;
}

export const exchangeNames = {
  /** topic: every event, by its type */
  events: 'pipeline.events',
  /** direct: back to one work queue, by its name */
  return: 'pipeline.return',
  /** direct: to one dead-letter queue, by the name of its work queue */
  dead: 'pipeline.dead',
} as const;
