import { setTimeout as sleep } from 'node:timers/promises';
import type { Envelope } from '@meeting-intelligence/contracts';
import { backoffMs } from '../backoff.js';
import type { EventBus } from '../event-bus.js';
import { isOurOutage } from './failure-policy.js';

/**
 * Publishes, waiting for a broker (or claim store) that is away: the work is done and may have been paid for, so an
 * outage of ours must not spend an attempt on it.
 *
 * @throws AppError EVENT_UNROUTABLE, or what is unavailable when `signal` was aborted first
 */
export async function publishPatiently(
  bus: Pick<EventBus, 'publish'>,
  events: readonly Envelope[],
  signal: AbortSignal,
): Promise<void> {
  if (events.length === 0) return;
  for (let attempt = 0; ; attempt += 1) {
    try {
      return await bus.publish(events);
    } catch (error) {
      if (!isOurOutage(error) || signal.aborted) throw error;
      await sleep(backoffMs(attempt), undefined, { signal }).catch(() => undefined);
    }
  }
}
