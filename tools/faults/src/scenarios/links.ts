/** The network between two parts: slow, reset, silent, cut in the middle of a message. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { PublicJob } from '@meeting-intelligence/contracts';
import { eventually } from '@meeting-intelligence/testing';
import type { Toxic } from '../injectors/index.js';
import type { Arena, Scenario } from '../scenario.js';
import { met } from './evidence.js';
import { linkNames, LINKS, type LinkName } from '../system/links.js';

interface Trouble {
  readonly what: string;
  readonly toxic: (link: LinkName) => Toxic;
  readonly lastsMs: (link: LinkName) => number;
}

/** Shorter than all retries of one event together. */
const WITHIN_RETRIES_MS = 900;
/** Longer than any answer is waited for: a confirm 10 s, a provider and the CMS 2 s. */
const silenceMs = (link: LinkName) => (link === 'broker' ? 12_000 : 4_000);

const troubles: Readonly<Record<string, Trouble>> = {
  latency: {
    what: 'every piece arrives 150 to 250 ms later',
    toxic: () => ({ kind: 'latency', ms: 150, jitterMs: 100 }),
    lastsMs: () => 4_000,
  },
  reset: {
    what: 'every connection is reset, and each new one',
    toxic: () => ({ kind: 'reset' }),
    // No breaker waits for a CMS.
    lastsMs: (link) => (link === 'cms' ? WITHIN_RETRIES_MS : 2_500),
  },
  partition: {
    what: 'nothing passes and nobody is told, for longer than any answer is waited for',
    toxic: () => ({ kind: 'partition' }),
    lastsMs: silenceMs,
  },
  cut: {
    what: 'connections are reset in the middle of an answer, again and again',
    toxic: (link) => ({ kind: 'cut-after', bytes: answerBytes[link], direction: 'to-client' }),
    lastsMs: cutForMs,
  },
  'cut-request': {
    what: 'connections are reset in the middle of a request, again and again',
    toxic: (link) => ({ kind: 'cut-after', bytes: requestBytes[link], direction: 'to-server' }),
    lastsMs: cutForMs,
  },
};

/** Some requests pass, so no breaker opens. */
function cutForMs(link: LinkName): number {
  return link === 'broker' || link === 'database' ? 3_000 : WITHIN_RETRIES_MS;
}

/** Some answers pass, and not the one after them. */
const answerBytes: Readonly<Record<LinkName, number>> = {
  broker: 20_000,
  database: 8_000,
  speech: 300,
  language: 300,
  cms: 40,
  persistence: 300,
};

/** Some requests pass, and not the one after them; of a recording that is uploaded a part. */
const requestBytes: Readonly<Record<LinkName, number>> = {
  broker: 20_000,
  database: 8_000,
  speech: 700,
  language: 700,
  cms: 400,
  persistence: 100,
};

export const linkFaults: readonly Scenario[] = linkNames.flatMap((link) =>
  Object.entries(troubles).map(([name, { what, toxic, lastsMs }]): Scenario => ({
    name: `link/${link}/${name}`,
    shows: `between ${LINKS[link]}: ${what}`,
    inject: (arena) =>
      link === 'persistence'
        ? readMeetings(arena, toxic(link))
        : disturb(arena, link, toxic(link), lastsMs(link)),
  })),
);

async function disturb({ system, load, jobs }: Arena, link: LinkName, toxic: Toxic, lastsMs: number) {
  const proxy = system.links.of(link);
  const before = proxy.stats.met[toxic.kind];
  const traffic = () => proxy.stats.bytes['to-server'];
  const idle = traffic();
  load.post(2 * jobs, 150);
  await met(() => traffic() - idle, 1, 'a byte');
  await proxy.set(toxic);
  await sleep(lastsMs);
  await proxy.set({ kind: 'pass' });
  const times = await met(
    () => proxy.stats.met[toxic.kind] - before,
    1,
    `${toxic.kind} between ${LINKS[link]}`,
    500,
  );
  return { proof: `met ${times} times` };
}

/** Nobody waits for this way but a client that reads: it has to get an error in time, and its meeting afterwards. */
async function readMeetings({ system, load, jobs }: Arena, toxic: Toxic) {
  const proxy = system.links.of('persistence');
  load.post(jobs);
  const [id] = await load.allAccepted();
  const gateway = system.gateways[0] ?? '';
  const link = await eventually(
    async () => {
      const job = (await (await fetch(`${gateway}/v1/jobs/${id}`)).json()) as PublicJob;
      if (job.status !== 'completed' || !job.links.meeting) throw new Error(`the job is ${job.status}`);
      return new URL(job.links.meeting, gateway);
    },
    { timeoutMs: 30_000 },
  );
  const read = async () => {
    const response = await fetch(link, { signal: AbortSignal.timeout(30_000) });
    await response.text();
    return response.status;
  };
  const before = proxy.stats.met[toxic.kind];
  await proxy.set(toxic);
  const statuses = await Promise.all([read(), read(), read()]);
  await proxy.set({ kind: 'pass' });
  const times = await met(
    () => proxy.stats.met[toxic.kind] - before,
    1,
    `${toxic.kind} between ${LINKS.persistence}`,
    500,
  );
  const strange = statuses.filter((status) => status !== 200 && status !== 503 && status !== 502);
  if (strange.length > 0) throw new Error(`reading a meeting was answered with ${strange.join(', ')}`);
  const afterwards = await eventually(async () => {
    const status = await read();
    if (status !== 200) throw new Error(`reading a meeting afterwards was answered with ${status}`);
    return status;
  });
  return {
    proof: `met ${times} times; readers got ${[...new Set(statuses)].join(', ')}, then ${afterwards}`,
  };
}
