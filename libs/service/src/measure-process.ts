import type { EventBus } from '@meeting-intelligence/messaging';
import { metrics, recordCallDuration, refreshBeforeScrape, Sampled } from '@meeting-intelligence/metrics';
import { observeCalls } from '@meeting-intelligence/telemetry';

export interface MeasuredProcess {
  readonly bus: Pick<EventBus, 'slots'>;
  readonly isReady: () => Promise<boolean>;
  /** On the clock of `performance.now()`. */
  readonly stoppingSince: () => number | undefined;
}

/** What every service tells metrics of itself, from its start to the end of its drain. Call what it returns to end it. */
export function measureProcess({ bus, isReady, stoppingSince }: MeasuredProcess): () => void {
  const ready = new Sampled(isReady);
  const drainingS = () => {
    const since = stoppingSince();
    return since === undefined ? 0 : (performance.now() - since) / 1_000;
  };
  const ends = [
    observeCalls(recordCallDuration),
    refreshBeforeScrape(ready),
    metrics.serviceReady.from(() => Number(ready.current ?? false)),
    metrics.workerSlots.from(() => bus.slots().all),
    metrics.workerSlotsBusy.from(() => bus.slots().busy),
    metrics.workerDraining.from(() => Number(stoppingSince() !== undefined)),
    metrics.workerDrainDuration.from(drainingS),
  ];
  return () => {
    for (const end of ends) end();
  };
}
