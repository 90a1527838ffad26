/** What a broker does to its clients: it goes away, comes back, refuses to read, closes channels, loses queues. */
import { setTimeout as sleep } from 'node:timers/promises';
import { pipeline, type PipelineRow } from '@meeting-intelligence/contracts';
import { queueName } from '@meeting-intelligence/messaging';
import { eventually } from '@meeting-intelligence/testing';
import { NotInjectedError, openBrokerDoor } from '../injectors/index.js';
import type { Arena, Scenario } from '../scenario.js';
import type { SystemUnderTest } from '../system/system-under-test.js';
import { met } from './evidence.js';
import { holdWork } from './held-work.js';

const ALARM_MS = 4_000;
const AWAY_MS = 2_000;
const TIMED_OUT = /delivery acknowledgement on channel \d+ timed out/;

export const brokerFaults: readonly Scenario[] = [
  {
    name: 'broker/restart',
    shows: 'the broker is restarted in an orderly way under load',
    inject: (arena) => goneAndBack(arena, () => Promise.resolve()),
  },
  {
    name: 'broker/kill',
    shows: '`kill -9` of the broker under load: what it confirmed is there when it is back',
    inject: (arena) => goneAndBack(arena, () => arena.system.broker.kill()),
  },
  {
    name: 'broker/away-for-seconds',
    shows: 'the broker is killed, stays away, and jobs are accepted meanwhile: they wait in the outbox',
    async inject({ system, load, jobs }) {
      await system.broker.kill();
      load.post(jobs);
      await load.allAccepted();
      const waiting = await met(
        async () => (await system.databases.waitingEvents()).length,
        jobs,
        'an event in an outbox',
      );
      await sleep(AWAY_MS);
      await system.broker.restart();
      return { proof: `${waiting} events waited in the outbox` };
    },
  },
  {
    name: 'broker/starts-after-the-services',
    shows:
      'the services are started while there is no broker: they wait for it, and need no restart when it comes',
    async inject({ system, load, jobs }) {
      await system.stopServices();
      await system.broker.kill();
      const logs = await system.watchLogs();
      await Promise.all(system.allServices.map((service) => service.launch()));
      const refused = () => logs.count(({ text }) => text.includes('no connection to the broker'));
      await met(refused, system.allServices.length, 'a service without a broker');
      load.post(jobs);
      const pids = system.allServices.flatMap((service) => service.pids).join();
      await system.broker.restart();
      await Promise.all(system.allServices.map((service) => service.ready()));
      if (system.allServices.flatMap((service) => service.pids).join() !== pids)
        throw new Error('a service had to be started again');
      return { proof: 'all five services began without a broker' };
    },
  },
  ...(['memory', 'disk'] as const).map((alarm): Scenario => ({
    name: `broker/${alarm}-alarm`,
    shows: `a ${alarm} alarm: the broker reads nothing from any service, as each has something to publish, and acknowledgements have to pass`,
    async inject(arena) {
      const { system, load, jobs } = arena;
      const logs = await system.watchLogs();
      const blocked = new Set<string>();
      const services = async () => {
        for (const { process, text } of await logs.newLines())
          if (text.includes('the broker takes no messages at the moment')) blocked.add(process);
        return blocked.size;
      };
      await atWorkEverywhere(arena);
      load.post(2 * jobs, 50);
      const release = await holdWork(system, 'persistence', jobs);
      try {
        const handed = await transcribed(system);
        await met(async () => (await transcribed(system)) - handed, 3, 'a transcript that waits');
        await system.broker.setAlarm(alarm);
        await release();
        // One publish of each connection passes: so those behind it have something to tell too.
        load.post(jobs, 100);
        await met(services, system.allServices.length, 'a blocked service');
        await sleep(ALARM_MS);
        return { proof: `blocked: ${[...blocked].sort().join(', ')}` };
      } finally {
        await release();
        await system.broker.setAlarm('none');
      }
    },
  })),
  {
    name: 'broker/consumer-timeout',
    shows:
      'handlers take longer than the consumer timeout: the broker closes their channels and delivers again',
    async inject({ system, load, jobs }) {
      const logs = await system.watchLogs();
      await system.broker.setConsumerTimeout(700);
      await Promise.all(system.allServices.map((service) => service.ready()));
      await system.provider.setFaults(`submit:slow=1600*${jobs};chat:slow=1600*${2 * jobs}`);
      try {
        load.post(jobs);
        const held = ['transcription', 'analysis'];
        const timedOut = new Map<string, number>();
        const servicesMet = async () => {
          for (const { process, text } of await logs.newLines())
            if (held.includes(process) && TIMED_OUT.test(text))
              timedOut.set(process, (timedOut.get(process) ?? 0) + 1);
          return timedOut.size;
        };
        await met(servicesMet, held.length, 'the consumer timeout in a service');
        return { proof: [...timedOut].map(([name, times]) => `${name} ${times} times`).join(', ') };
      } finally {
        await system.broker.setConsumerTimeout(undefined);
      }
    },
  },
  {
    name: 'broker/connections-closed',
    shows: 'an operator closes every connection under load, three times',
    quick: true,
    async inject({ system, load, jobs }) {
      load.post(2 * jobs, 100);
      let closed = 0;
      for (let round = 1; round <= 3; round += 1) {
        await met(() => load.accepted.length, 2 * round, 'an accepted job');
        closed += await system.broker.closeConnections('closed by the judge');
      }
      if (closed === 0) throw new NotInjectedError(['a closed connection']);
      return { proof: `${closed} connections were closed` };
    },
  },
  {
    name: 'broker/queue-deleted',
    shows:
      'one work queue after the other is deleted under its consumer: it is declared again, bound and consumed',
    inject: (arena) => deleteQueues(arena, 'one by one'),
  },
  {
    name: 'broker/queues-deleted',
    shows:
      'all work queues are deleted at the same time: those that one service declares again are consumed by the others',
    inject: (arena) => deleteQueues(arena, 'all at once'),
  },
];

/** The CMS has a webhook and does not answer yet, and there are more transcripts than analysis can take. */
async function atWorkEverywhere({ system, load, jobs }: Arena): Promise<void> {
  await system.provider.setFaults(`chat:slow=1200*${8 * jobs}`);
  system.cms.behave(() => ({ status: 200, afterMs: 1_500 }));
  const webhooks = system.cms.webhooks.length;
  load.post(3 * jobs, 150);
  await met(() => system.cms.webhooks.length - webhooks, 1, 'a webhook');
  await met(() => transcribed(system), 2, 'a job that waits for its analysis');
}

async function transcribed({ databases }: SystemUnderTest): Promise<number> {
  return (await databases.jobs()).filter(({ step }) => step === 'transcribed').length;
}

/** Under load, and for long enough that every client notices. */
async function goneAndBack({ system, load, jobs }: Arena, before: () => Promise<void>) {
  load.post(2 * jobs, 200);
  await met(() => load.accepted.length, 3, 'an accepted job');
  const logs = await system.watchLogs();
  await before();
  await system.broker.restart();
  const lost = await met(
    () => logs.count(({ text }) => text.includes('lost the connection to the broker')),
    system.allServices.length,
    'a lost connection',
  );
  return { proof: `${lost} connections were lost` };
}

async function deleteQueues({ system, load, jobs }: Arena, how: 'one by one' | 'all at once') {
  const door = await openBrokerDoor(system.broker.url);
  const areBack = async (queues: readonly string[]) => {
    await eventually(
      async () => {
        for (const queue of queues)
          if ((await door.depth(queue)) === undefined) throw new Error(`${queue} was not declared again`);
      },
      { timeoutMs: 30_000, intervalMs: 50 },
    );
    await Promise.all(system.allServices.map((service) => service.ready()));
  };
  try {
    const queues = workQueues();
    for (const queue of queues) {
      await door.deleteQueue(queue);
      if (how === 'one by one') await areBack([queue]);
    }
    await areBack(queues);
    load.post(jobs);
    return { proof: `${queues.length} queues were deleted` };
  } finally {
    await door.close();
  }
}

function workQueues(): string[] {
  return (pipeline as readonly PipelineRow[]).flatMap(({ event, consumedBy }) =>
    consumedBy.map((service) => queueName(service, event.type)),
  );
}
