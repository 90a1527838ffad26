/** The watchdog of ingest: a job whose message is lost fails once, one that merely waits does not. */
import { setTimeout as sleep } from 'node:timers/promises';
import { openBrokerDoor } from '../injectors/index.js';
import type { Scenario } from '../scenario.js';
import { met } from './evidence.js';

const DEADLINE_MS = 4_000;
/** A message may be in hand, where nobody sees it, for as long as a handler may take: that has to pass too. */
const LIMITS = { JOB_DEADLINE_MS: String(DEADLINE_MS), HANDLER_TIMEOUT_MS: String(DEADLINE_MS) };
const QUEUED_MS = 3 * DEADLINE_MS;
const FAILED_MS = 60_000;
const QUEUE = 'analysis.transcript.created.v1';

export const deadlines: readonly Scenario[] = [
  {
    name: 'deadline/lost-messages',
    shows:
      'a queue is deleted with its messages: their jobs fail at their deadline, once, and their CMS is told',
    async inject({ system, load, jobs }) {
      await system.service('ingest').start({ env: LIMITS });
      await system.service('analysis').stop();
      const door = await openBrokerDoor(system.broker.url);
      try {
        load.post(jobs);
        await met(async () => (await door.depth(QUEUE)) ?? 0, jobs, 'a waiting transcript');
        const lost = await door.deleteQueue(QUEUE);
        await system.service('analysis').start();
        await met(
          async () =>
            (await system.databases.jobs()).filter(
              ({ id, status }) => load.accepted.includes(id) && status === 'failed',
            ).length,
          jobs,
          'a job that failed at its deadline',
          FAILED_MS,
        );
        return { proof: `${lost} messages were lost`, ending: 'failed' };
      } finally {
        await door.close();
      }
    },
  },
  {
    name: 'deadline/merely-queued',
    shows: 'a service is away for longer than the deadline: its jobs wait in its queue, and none fails',
    async inject({ system, load, jobs }) {
      await system.service('ingest').start({ env: LIMITS });
      await system.service('transcription').stop();
      load.post(jobs);
      await load.allAccepted();
      await sleep(QUEUED_MS);
      // As it is in production once more, before the wait in the queues is over.
      await system.service('ingest').start();
      return {
        proof: `${jobs} jobs waited ${QUEUED_MS / 1_000} s, their deadline is ${DEADLINE_MS / 1_000} s`,
      };
    },
  },
];
