/** The clock of a machine jumps by an hour, forward or back, and back again. */
import { services } from '@meeting-intelligence/contracts';
import { untilQuiet } from '../quiet.js';
import type { Scenario } from '../scenario.js';

const HOUR_MS = 3_600_000;
const QUIET_MS = 60_000;

export const clockJumps: readonly Scenario[] = services.flatMap((name) =>
  (
    [
      ['forward', HOUR_MS],
      ['back', -HOUR_MS],
    ] as const
  ).map(([direction, clockOffsetMs]): Scenario => ({
    name: `clock/${name}/${direction}`,
    shows: `the clock of ${name} jumps an hour ${direction} under load, and returns`,
    async inject({ system, load, jobs }) {
      const service = system.service(name);
      // Of all delays this one alone is shorter here than an hour, and longer than one in production.
      await service.start({ env: { ORPHAN_AGE_MS: '86400000' } });
      load.post(jobs, 150);
      const plan = await service.arm({ clockOffsetMs });
      await load.allAccepted();
      await untilQuiet(system, QUIET_MS);
      await plan.assertInjected();
      return { proof: `${clockOffsetMs / 60_000} minutes` };
    },
  })),
);
