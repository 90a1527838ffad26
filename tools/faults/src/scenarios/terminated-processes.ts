/** SIGTERM while there is work: a deployment. What is in flight ends, or goes back without an attempt spent. */
import { services } from '@meeting-intelligence/contracts';
import type { Scenario } from '../scenario.js';
import { met } from './evidence.js';

export const terminatedProcesses: readonly Scenario[] = services.map((name): Scenario => ({
  name: `terminate/${name}`,
  shows: `SIGTERM to ${name} under load: it drains, ends by itself and is started again`,
  async inject({ system, load, jobs }) {
    const logs = await system.watchLogs();
    load.post(2 * jobs, 100);
    await met(() => load.accepted.length, 2, 'an accepted job');
    await system.service(name).signal('SIGTERM');
    const drained = () =>
      logs.count((line) => line.process === name && line.text.includes('"msg":"stopped"'));
    await met(drained, 1, 'the end of its drain');
    await load.allAccepted();
    return { proof: 'drained with work in the queues' };
  },
}));
