/** Several copies of a service share its queues; one of them dies at work. */
import { services } from '@meeting-intelligence/contracts';
import { NotInjectedError } from '../injectors/index.js';
import type { Scenario } from '../scenario.js';
import { met } from './evidence.js';

export const copies: readonly Scenario[] = services.flatMap((name) =>
  [2, 3].map((count): Scenario => ({
    name: `copies/${name}/${count}`,
    shows: `${count} copies of ${name}, of which one is killed with a message in hand: another one has to be given it`,
    async inject({ system, load, jobs }) {
      const service = system.service(name);
      await service.start({ copies: count });
      const pids = new Set(service.pids);
      // Whichever copy comes there first; what it had in hand is done, and the broker does not know.
      const plan = await service.arm({
        kill: [{ point: 'before-ack', matching: `^${name}[.]`, occurrence: 2 }],
      });
      load.post(2 * jobs, 50);
      await met(async () => (await plan.evidence()).length, 1, 'the death of a copy at work');
      const [death] = await plan.evidence();
      if (!death || !pids.has(death.pid)) throw new NotInjectedError(['a copy that runs beside others']);
      await load.allAccepted();
      return { proof: `1 of ${count} processes was killed, with a message in hand` };
    },
  })),
);
