import type { EventBus, SlotCounts } from '@meeting-intelligence/messaging';
import { metrics, recordCallDuration, refreshBeforeScrape, Sampled } from '@meeting-intelligence/metrics';
import { observeCalls } from '@meeting-intelligence/telemetry';

export interface MeasuredProcess {
  readonly bus: Pick<EventBus, 'slots'>;
  readonly isReady: () => Promise<boolean>;
  /** On the clock of `performance.now()`. */
  readonly stoppingSince: () => number | undefined;
  readonly gracePeriodMs: number;
}

/** What every service tells metrics of itself, from its start to the end of its drain. Call what it returns to end it. */
export function measureProcess({ bus, isReady, stoppingSince, gracePeriodMs }: MeasuredProcess): () => void {
  const ready = new Sampled(isReady);
  const drainingS = () => {
    const since = stoppingSince();
    return since === undefined ? 0 : (performance.now() - since) / 1_000;
  };
  const slots = (value: (slots: SlotCounts) => number) => () =>
    bus.slots().map((each) => ({ labels: { queue: each.queue }, value: value(each) }));
  const ends = [
    observeCalls(recordCallDuration),
    refreshBeforeScrape(ready),
    metrics.serviceReady.from(() => Number(ready.current ?? false)),
    metrics.workerSlots.from(slots(({ all }) => all)),
    metrics.workerSlotsBusy.from(slots(({ busy }) => busy)),
    metrics.workerDraining.from(() => Number(stoppingSince() !== undefined)),
    metrics.workerDrainDuration.from(drainingS),
    metrics.workerDrainGrace.from(() => gracePeriodMs / 1_000),
  ];
  return () => {
    for (const end of ends) end();
  };
}
