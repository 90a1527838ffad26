/** The disk of recordings and artifacts is full. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Scenario } from '../scenario.js';
import { met } from './evidence.js';

const FULL_MS = 3_000;
const FULL = /ENOSPC|STORAGE_FULL|STORAGE_UNAVAILABLE/;

export const storageFaults: readonly Scenario[] = [
  {
    name: 'storage/full-disk',
    shows:
      'the disk is full: uploads are refused, work in flight waits, and all of it goes on when there is room',
    whyNot: ({ disk }) => (disk ? undefined : 'no disk of its own can be mounted here'),
    async inject({ system, load, jobs }) {
      const logs = await system.watchLogs();
      // So long that the disk is full when there is an address to be kept.
      await system.provider.setFaults(`upload:slow=1500*${jobs}`);
      load.post(jobs, 50);
      await met(() => load.accepted.length, jobs, 'an accepted job');
      const before = load.refusals.length;
      await system.disk?.fill();
      load.post(jobs);
      const refused = await met(() => load.refusals.length - before, jobs, 'an upload to the full disk');
      await sleep(FULL_MS);
      const inside = await met(
        () => logs.count(({ process, text }) => process !== 'ingest' && FULL.test(text)),
        1,
        'a step of a job behind the gateway on the full disk',
      );
      await system.disk?.free();
      return { proof: `${refused} uploads refused, ${inside} steps of jobs put off` };
    },
  },
];
