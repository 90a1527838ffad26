/** Those who follow jobs live: in every scenario somebody follows each job, and in these that is disturbed. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Scenario } from '../scenario.js';
import { met } from './evidence.js';

/** A job takes seconds here, not minutes: so it is with how long a stream lasts. */
const CUT_MS = 200;
const CUTS = 20;
const MOST_ROUNDS = 5;
const KILLS = 3;
const BETWEEN_KILLS_MS = 1_000;

export const disturbedFollowers: readonly Scenario[] = [
  {
    name: 'follow/cut',
    shows: `every stream of events is cut after ${CUT_MS} ms, again and again: who comes back misses nothing, and sees nothing twice`,
    quick: true,
    async inject({ load, followers, jobs }) {
      followers.cutEvery(CUT_MS);
      // A job that is over at once is not followed for long: then there have to be more of them.
      for (let round = 1; followers.streams.cut < CUTS && round <= MOST_ROUNDS; round += 1) {
        load.post(2 * jobs, 150);
        await load.allAccepted();
      }
      const cut = await met(() => followers.streams.cut, CUTS, 'a stream that was cut');
      return { proof: `cut ${cut} times` };
    },
  },
  {
    name: 'follow/gateway-killed',
    shows: `\`kill -9\` of the gateway ${KILLS} times, with streams open`,
    async inject({ system, load, followers, jobs }) {
      load.post(2 * jobs, 200);
      for (let kill = 1; kill <= KILLS; kill += 1) {
        const { opened } = followers.streams;
        await met(() => followers.streams.opened - opened, 1, 'a stream');
        await system.service('ingest').signal('SIGKILL');
        await system.service('ingest').ready();
        await sleep(BETWEEN_KILLS_MS);
      }
      const cut = await met(() => followers.streams.cut, 1, 'a stream that was cut');
      return { proof: `killed ${KILLS} times, ${cut} streams were cut or refused` };
    },
  },
];
