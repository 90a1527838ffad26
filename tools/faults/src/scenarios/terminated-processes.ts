/** SIGTERM while there is work: a deployment. What is in flight ends, or goes back without an attempt spent. */
import { setTimeout as sleep } from 'node:timers/promises';
import { services } from '@meeting-intelligence/contracts';
import type { Scenario } from '../scenario.js';
import { met } from './evidence.js';
import { holdWork } from './held-work.js';

/** A part of the grace period: what is in hand is at work while the process drains, and ends in time. */
const DRAINING_MS = 500;

export const terminatedProcesses: readonly Scenario[] = services.map((name): Scenario => ({
  name: `terminate/${name}`,
  shows: `SIGTERM to ${name} while it has messages in hand: it drains, ends with status 0 and is started again`,
  async inject({ system, load, jobs }) {
    const service = system.service(name);
    const release = await holdWork(system, name, jobs);
    try {
      load.post(2 * jobs, 100);
      const inHand = await met(() => system.broker.inHand(name), 1, `a message in the hands of ${name}`);
      const ended = service.signal('SIGTERM');
      await Promise.race([sleep(DRAINING_MS), ended]);
      await release();
      await ended;
      const status = service.lastExit;
      if (status !== 'status 0') throw new Error(`${name} ended with ${status} after SIGTERM`);
      await load.allAccepted();
      return { proof: `drained with ${inHand} messages in hand, ended with ${status}` };
    } finally {
      await release();
    }
  },
}));
