/** Dead letters are not the end: an operator replays them when the reason is gone. */
import type { Scenario } from '../scenario.js';
import { met } from './evidence.js';

export const replays: readonly Scenario[] = [
  {
    name: 'dead-letters/replayed-work',
    shows:
      'jobs that failed are replayed: a new generation of each is completed, paid for and told of on its own',
    async inject({ system, load, jobs }) {
      await system.provider.setFaults('submit:400');
      load.post(jobs);
      await load.allAccepted();
      await met(async () => (await system.broker.deadLetters()).length, jobs, 'a dead letter');
      await system.provider.clearFaults();
      await system.deadLetters('replay', '--all');
      const replayed = await met(
        async () => (await system.databases.jobs()).filter(({ generation }) => generation > 1).length,
        1,
        'a second generation',
      );
      return { proof: `${jobs} replayed, ${replayed} seen at once`, generation: 2 };
    },
  },
  {
    name: 'dead-letters/replayed-twice',
    shows:
      'jobs that failed are replayed, and replayed again from an export: each gets one new generation and one verdict on it',
    async inject({ system, load, jobs }) {
      await system.provider.setFaults('submit:400');
      load.post(jobs);
      await load.allAccepted();
      await met(async () => (await system.broker.deadLetters()).length, jobs, 'a dead letter');
      const exported = await system.exportDeadLetters();
      await system.provider.clearFaults();
      await system.deadLetters('replay', '--all');
      for (const file of exported) await system.deadLetters('replay', '--from-export', file);
      if (exported.length !== jobs)
        throw new Error(`${exported.length} of ${jobs} dead letters were exported`);
      return { proof: `${jobs} replayed, then ${exported.length} of them again`, generation: 2 };
    },
  },
  {
    name: 'dead-letters/replayed-webhooks',
    shows:
      'webhooks that were given up are replayed: the CMS is told under the id it was to be told under before',
    async inject({ system, load, jobs }) {
      system.cms.behave(() => ({ status: 500 }));
      load.post(jobs);
      await load.allAccepted();
      await met(async () => (await system.broker.deadLetters()).length, jobs, 'a dead letter', 30_000);
      system.cms.behaveWell();
      await system.deadLetters('replay', '--all');
      const delivered = async () =>
        (await system.databases.deliveries()).filter(
          ({ jobId, status }) => status === 'delivered' && load.accepted.includes(jobId),
        ).length;
      return { proof: `${await met(delivered, jobs, 'a webhook that was delivered')} of ${jobs} delivered` };
    },
  },
];
