/** The network between two parts: slow, reset, silent, cut in the middle of a message. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { PublicJob } from '@meeting-intelligence/contracts';
import { eventually, type Toxic } from '@meeting-intelligence/testing';
import type { Way } from '../load.js';
import type { Arena, Scenario } from '../scenario.js';
import { met } from './evidence.js';
import { sharedLinks, singleLinks, type Link, type Target } from '../system/links.js';

interface Trouble {
  readonly what: string;
  readonly toxic: (target: Target) => Toxic;
  readonly lastsMs: (target: Target) => number;
}

/** Shorter than all retries of one event together. */
const WITHIN_RETRIES_MS = 900;
/** Longer than any answer is waited for: a confirm 10 s, a provider and the CMS 2 s. */
const silenceMs = (target: Target) => (target === 'broker' ? 12_000 : 4_000);

const troubles = {
  latency: {
    what: 'every piece arrives 150 to 250 ms later',
    toxic: () => ({ kind: 'latency', ms: 150, jitterMs: 100 }),
    lastsMs: () => 4_000,
  },
  reset: {
    what: 'every connection is reset, and each new one',
    toxic: () => ({ kind: 'reset' }),
    // No breaker waits for a CMS.
    lastsMs: (target) => (target === 'cms' || target === 'media' ? WITHIN_RETRIES_MS : 2_500),
  },
  partition: {
    what: 'nothing passes and nobody is told, for longer than any answer is waited for',
    toxic: () => ({ kind: 'partition' }),
    lastsMs: silenceMs,
  },
  cut: {
    what: 'connections are reset in the middle of an answer, again and again',
    toxic: (target) => ({ kind: 'cut-after', bytes: answerBytes[target], direction: 'to-client' }),
    lastsMs: cutForMs,
  },
  'cut-request': {
    what: 'connections are reset in the middle of a request, again and again',
    toxic: (target) => ({ kind: 'cut-after', bytes: requestBytes[target], direction: 'to-server' }),
    lastsMs: cutForMs,
  },
} satisfies Record<string, Trouble>;
/** Where it makes a difference that the other services go on. One alone sends less than all of them. */
const aloneToo: Readonly<Record<string, Trouble>> = {
  partition: troubles.partition,
  'cut-request': {
    ...troubles['cut-request'],
    toxic: () => ({ kind: 'cut-after', bytes: 5_000, direction: 'to-server' }),
  },
};

/** Some requests pass, so no breaker opens. */
function cutForMs(target: Target): number {
  return target === 'broker' || target === 'database' ? 3_000 : WITHIN_RETRIES_MS;
}

/** Some answers pass, and not the one after them. */
const answerBytes: Readonly<Record<Target, number>> = {
  broker: 20_000,
  database: 8_000,
  speech: 300,
  language: 300,
  cms: 40,
  media: 20_000,
  persistence: 300,
};

/** Some requests pass, and not the one after them; of a recording that is uploaded a part. */
const requestBytes: Readonly<Record<Target, number>> = {
  broker: 20_000,
  database: 8_000,
  speech: 700,
  language: 700,
  cms: 400,
  media: 100,
  persistence: 100,
};

export const linkFaults: readonly Scenario[] = [
  ...(Object.entries(sharedLinks) as [Target, Link][]).flatMap(([target, link]) =>
    Object.entries(troubles).map(([name, trouble]) =>
      linkFault(`link/${target}/${name}`, link, target, trouble),
    ),
  ),
  ...singleLinks.flatMap(({ service, target, ...link }) =>
    Object.entries(aloneToo).map(([name, trouble]) =>
      linkFault(`link/${target}/${service}/${name}`, link, target, trouble),
    ),
  ),
];

function linkFault(name: string, link: Link, target: Target, { what, toxic, lastsMs }: Trouble): Scenario {
  return {
    name,
    shows: `between ${link.between}: ${what}`,
    inject: (arena) =>
      target === 'persistence'
        ? readMeetings(arena, toxic(target))
        : disturb(arena, link, toxic(target), lastsMs(target), target === 'media' ? 'url' : 'upload'),
  };
}

async function disturb({ system, load, jobs }: Arena, link: Link, toxic: Toxic, lastsMs: number, way: Way) {
  const { links } = system;
  const before = links.met(link, toxic);
  const idle = links.traffic(link);
  load.post(2 * jobs, 150, way);
  await met(() => links.traffic(link) - idle, 1, 'a byte');
  await links.set(link, toxic);
  const timesMet = () => links.met(link, toxic) - before;
  await met(timesMet, 1, `${toxic.kind} between ${link.between}`);
  await sleep(lastsMs);
  await links.set(link, { kind: 'pass' });
  return { proof: `met ${timesMet()} times` };
}

/** Nobody waits for this way but a client that reads: it has to get an error in time, and its meeting afterwards. */
async function readMeetings({ system, load, jobs }: Arena, toxic: Toxic) {
  const { links } = system;
  const toPersistence = sharedLinks.persistence;
  load.post(jobs);
  const [id] = await load.allAccepted();
  const gateway = system.gateways[0] ?? '';
  const meeting = await eventually(
    async () => {
      const job = (await (
        await fetch(`${gateway}/v1/jobs/${id}`, { headers: system.credentials })
      ).json()) as PublicJob;
      if (job.status !== 'completed' || !job.links.meeting) throw new Error(`the job is ${job.status}`);
      return new URL(job.links.meeting, gateway);
    },
    { timeoutMs: 30_000 },
  );
  const read = async () => {
    const response = await fetch(meeting, {
      headers: system.credentials,
      signal: AbortSignal.timeout(30_000),
    });
    await response.text();
    return response.status;
  };
  const before = links.met(toPersistence, toxic);
  await links.set(toPersistence, toxic);
  const statuses = await Promise.all([read(), read(), read()]);
  await links.set(toPersistence, { kind: 'pass' });
  const times = await met(
    () => links.met(toPersistence, toxic) - before,
    1,
    `${toxic.kind} between ${toPersistence.between}`,
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
