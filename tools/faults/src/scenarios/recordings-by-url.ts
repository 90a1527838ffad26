/** Jobs that come with the URL of their recording: ingest dies at it, and the server that has it behaves badly. */
import { formatKillPoint, killPoints, type KillAt, type KillPoint } from '../injectors/index.js';
import type { Arena, Scenario } from '../scenario.js';
import type { MediaAnswer, MediaBehaviour } from '../system/media-server.js';
import { met } from './evidence.js';

const QUEUE = 'ingest.recording.requested.v1';

/** The transaction in which a job gets the recording that was fetched for it. */
const ARRIVAL = 'update "ingest"."jobs" set "recording"';

const kills: readonly (readonly [what: string, point: KillPoint, matching: string])[] = [
  ['order', 'before-publish', 'recording.requested'],
  ['order', 'after-confirm', 'recording.requested'],
  ['fetch', 'receive', 'ingest.recording.requested'],
  ['fetch', 'before-store', 'fetched/'],
  ['fetch', 'after-store', 'fetched/'],
  ['arrival', 'before-commit', ARRIVAL],
  ['arrival', 'after-commit', ARRIVAL],
  ['arrival', 'before-ack', 'ingest.recording.requested'],
];

/** Badly for the first requests of each recording, then well. */
function atFirst(times: number, badly: MediaAnswer): MediaBehaviour {
  return (_path, asked) => (asked <= times ? badly : 'well');
}

/** To a place of its own, where the recording is. */
const redirected: MediaBehaviour = (path) =>
  path.startsWith('/moved/') ? 'well' : { status: 302, location: `/moved${path}` };

const passing: readonly (readonly [name: string, times: number, behaviour: MediaBehaviour, what: string])[] =
  [
    ['503', 2, atFirst(2, { status: 503 }), 'answers with 503 twice'],
    ['resets', 2, atFirst(2, 'reset'), 'ends the connection twice'],
    ['hangs', 1, atFirst(1, 'hang'), 'does not answer the first time'],
    ['trickles', 1, atFirst(1, 'trickle'), 'sends 2 kB a second the first time'],
    ['redirects', 1, redirected, 'says that it is elsewhere'],
    ['breaks-off', 2, atFirst(2, { breaksOffAfter: 20_000 }), 'breaks off in the middle twice'],
  ];

const LARGE_SECONDS = 400;
const LARGE_PART_BYTES = 9_000_000;
const LARGE_JOBS = 2;

export const recordingsByUrl: readonly Scenario[] = [
  ...kills.map(([what, point, matching]): Scenario => ({
    name: `url/kill/${what}/${point}`,
    shows: `\`kill -9\` of ingest, at the ${what} of a recording by URL: ${killPoints[point]}`,
    async inject({ system, load, jobs }) {
      const kill: KillAt = { point, matching };
      const plan = await system.service('ingest').arm({ kill: [kill] });
      load.post(jobs, 50, 'url');
      await met(async () => (await plan.evidence()).length, 1, formatKillPoint(kill));
      await load.allAccepted();
      return { proof: `killed ${formatKillPoint(kill)}` };
    },
  })),
  ...passing.map(([name, times, behaviour, what]): Scenario => ({
    name: `url/media/${name}`,
    shows: `the server that has the recordings ${what}: each is fetched in the end`,
    async inject({ system, load, jobs }) {
      const before = system.media.requests;
      system.media.behave(behaviour);
      load.post(jobs, 0, 'url');
      const expected = jobs * (times + 1);
      const requests = await met(() => system.media.requests - before, expected, 'a request', 60_000);
      return { proof: `${requests} requests for ${jobs} recordings` };
    },
  })),
  {
    name: 'url/media/breaks-off-large-ones',
    shows:
      'it breaks off in the middle of large recordings: they go on where they were, and no attempt is spent',
    async inject({ system, load }) {
      const { media } = system;
      const before = media.continuations;
      media.seconds = LARGE_SECONDS;
      media.behave(atFirst(1, { breaksOffAfter: LARGE_PART_BYTES }));
      load.post(LARGE_JOBS, 0, 'url');
      const times = await met(
        () => media.continuations - before,
        LARGE_JOBS,
        'a recording that goes on',
        40_000,
      );
      return { proof: `${times} of ${LARGE_JOBS} recordings went on` };
    },
  },
  {
    name: 'url/media/is-gone',
    shows: 'it answers with 404: one request, one dead letter, one failed webhook for each job',
    async inject({ system, load, jobs }) {
      const before = system.media.requests;
      system.media.behave(() => ({ status: 404 }));
      load.post(jobs, 0, 'url');
      await load.allAccepted();
      await met(async () => (await system.broker.deadLetters()).length, jobs, 'a dead letter');
      const requests = system.media.requests - before;
      if (requests !== jobs) throw new Error(`${requests} requests for ${jobs} recordings: it was retried`);
      return {
        proof: `${requests} requests`,
        ending: 'failed',
        chargedAtMost: { submissions: 0, chats: 0 },
        deadLetters: load.accepted.map((jobId) => ({
          queue: QUEUE,
          reason: 'permanent',
          code: 'RECORDING_URL_REJECTED',
          jobId,
        })),
      };
    },
  },
  {
    name: 'url/broker-killed',
    shows: '`kill -9` of the broker while recordings are fetched: each is delivered again, and counts once',
    inject: (arena) =>
      whileFetching(arena, async ({ broker }) => {
        await broker.kill();
        await broker.restart();
      }),
  },
  {
    name: 'url/database-killed',
    shows: '`kill -9` of PostgreSQL while recordings are fetched',
    inject: (arena) =>
      whileFetching(arena, async ({ servers }) => {
        await servers.postgres.kill();
        await servers.postgres.restart();
      }),
  },
];

/** What is asked for while the fault lasts is answered after it. */
async function whileFetching(
  { system, load, jobs }: Arena,
  fault: (system: Arena['system']) => Promise<void>,
) {
  const { promise: over, resolve: end } = Promise.withResolvers<void>();
  let held = 0;
  system.media.behave(() => {
    held += 1;
    return over.then(() => 'well' as const);
  });
  try {
    load.post(jobs, 50, 'url');
    const times = await met(() => held, 1, 'a recording that is being fetched');
    await fault(system);
    return { proof: `${times} were being fetched` };
  } finally {
    end();
  }
}
