/** The clock of a machine jumps by an hour, forward or back, and back again. */
import { services } from '@meeting-intelligence/contracts';
import type { Scenario } from '../scenario.js';
import { met } from './evidence.js';

const HOUR_MS = 3_600_000;

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
      const jumps = async () => (await plan.evidence()).filter(({ fault }) => fault === 'clock').length;
      await met(jumps, 1, 'the jump of a clock');
      await met(() => load.accepted.length, Math.ceil(jobs / 2), 'a job accepted at the wrong time');
      load.post(jobs, 150);
      await met(() => load.accepted.length, jobs + 1, 'a job accepted at the wrong time');
      const begun = (await system.databases.jobs()).filter(({ step }) => step !== null).length;
      await service.disarm();
      load.post(jobs, 100);
      await load.allAccepted();
      return { proof: `${clockOffsetMs / 60_000} minutes, and back with ${begun} jobs under way` };
    },
  })),
);
