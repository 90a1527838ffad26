/** A CMS changes its mind. */
import type { Scenario } from '../scenario.js';
import { met } from './evidence.js';

export const cancellations: readonly Scenario[] = [
  {
    name: 'cancel/under-load',
    shows:
      'every second job is cancelled at another step: it ends once, its CMS is told, nothing late changes it',
    async inject({ system, load, jobs }) {
      await system.provider.setFaults(`get:slow=600*${jobs}`);
      load.post(3 * jobs, 120);
      const answers: number[] = [];
      for (let index = 0; index < 3 * jobs; index += 2) {
        await met(() => load.accepted.length, index + 1, 'an accepted job');
        const id = load.accepted[index] ?? '';
        const response = await fetch(`${system.gateways[0]}/v1/jobs/${id}/cancel`, { method: 'POST' });
        await response.text();
        answers.push(response.status);
      }
      const strange = answers.filter((status) => status !== 202 && status !== 409);
      if (strange.length > 0) throw new Error(`a cancellation was answered with ${strange.join(', ')}`);
      const cancelled = answers.filter((status) => status === 202).length;
      await met(() => cancelled, 3, 'a cancelled job', 500);
      return { proof: `${cancelled} jobs were cancelled`, endings: ['completed', 'cancelled'] };
    },
  },
];
