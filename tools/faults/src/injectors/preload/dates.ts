import type { ArmedFaults } from './armed-faults.js';

const MAX_AGE_MS = 100;

/** Makes `Date` of this process jump by what is armed, within 100 ms of it. Timers and `performance.now()` do not. */
export function shiftDates(faults: ArmedFaults): void {
  const RealDate = Date;
  let recordedFor = '';
  const now = (): number => {
    const plan = faults.recent(MAX_AGE_MS);
    const { id, clockOffsetMs = 0 } = plan;
    if (clockOffsetMs !== 0 && recordedFor !== id) {
      recordedFor = id; // before the record, which has a date itself
      faults.record(plan, { fault: 'clock', offsetMs: clockOffsetMs });
    }
    return RealDate.now() + clockOffsetMs;
  };
  const Shifted = new Proxy(RealDate, {
    construct: (target, given: unknown[], newTarget) =>
      Reflect.construct(target, given.length === 0 ? [now()] : given, newTarget) as Date,
    apply: () => new RealDate(now()).toString(),
    get: (target, name, receiver) =>
      name === 'now' ? now : (Reflect.get(target, name, receiver) as unknown),
  });
  Object.defineProperty(RealDate.prototype, 'constructor', {
    value: Shifted,
    writable: true,
    configurable: true,
  });
  globalThis.Date = Shifted;
}
