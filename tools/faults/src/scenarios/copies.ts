/** Several copies of a service share its queues; one of them dies at work. */
import { services } from '@meeting-intelligence/contracts';
import type { Scenario } from '../scenario.js';
import { met } from './evidence.js';

export const copies: readonly Scenario[] = services.flatMap((name) =>
  [2, 3].map((count): Scenario => ({
    name: `copies/${name}/${count}`,
    shows: `${count} copies of ${name}, of which one is killed under load`,
    async inject({ system, load, jobs }) {
      const service = system.service(name);
      await service.start({ copies: count });
      load.post(2 * jobs, 50);
      await met(() => load.accepted.length, 3, 'an accepted job');
      await service.signal('SIGKILL');
      await load.allAccepted();
      return { proof: `1 of ${count} processes was killed` };
    },
  })),
);
