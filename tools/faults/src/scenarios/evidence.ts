import { eventually } from '@meeting-intelligence/testing';
import { NotInjectedError } from '../injectors/index.js';
import type { SystemUnderTest } from '../system/system-under-test.js';

/** Resolves with how often the provider's faults were met, as soon as they were met often enough. */
export function faultsMet(system: SystemUnderTest, times = 1): Promise<number> {
  return met(() => system.provider.faultsApplied(), times, 'the fault of the provider');
}

/** Waits for a count to reach `times`. @throws NotInjectedError when it does not */
export async function met(
  count: () => number | Promise<number>,
  times: number,
  what: string,
  timeoutMs = 20_000,
): Promise<number> {
  let last = 0;
  try {
    return await eventually(
      async () => {
        last = await count();
        if (last < times) throw new Error('not yet');
        return last;
      },
      { timeoutMs, intervalMs: 20 },
    );
  } catch {
    throw new NotInjectedError([`${what} was met ${last} times, expected ${times}`]);
  }
}
