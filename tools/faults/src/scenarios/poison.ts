/** Messages that kill who handles them, each time: real deaths of real processes, and the queue goes on behind them. */
import type { ServiceName } from '@meeting-intelligence/contracts';
import type { KillAt } from '../injectors/index.js';
import type { Arena, Injected, Scenario } from '../scenario.js';
import { met } from './evidence.js';

/** A process needs seconds to be back on a machine that is busy. */
const DEATHS_MS = 120_000;

interface Poison {
  readonly service: ServiceName;
  readonly queue: string;
  readonly kill: (jobId: string) => KillAt;
  /** The statement that kills does not say of which job it is, so there must be no other one. */
  readonly isAlone?: true;
  /** After so many deaths it is a dead letter, for this reason. */
  readonly deaths: number;
  readonly reason: string;
  readonly code: string;
  readonly shows: string;
  /** Whether its job is lost with it. */
  readonly fails?: true;
  /** Whether its meeting goes without analysis. */
  readonly degraded?: true;
  /** Whether its CMS is never told. */
  readonly untold?: true;
}

/**
 * Two deaths that it may have met by chance, two alone. The first may count twice: a message that a dying connection gives
 * back can go to the other slot of that connection first.
 */
const GIVEN_UP = { deaths: 3, reason: 'poison', code: 'POISON_MESSAGE' };

const poisons: readonly Poison[] = [
  {
    service: 'transcription',
    queue: 'transcription.recording.prepared.v1',
    kill: (jobId) => ({ point: 'before-store', matching: `submissions/${jobId}`, always: true }),
    ...GIVEN_UP,
    shows: 'its job fails, once; the others are completed beside it',
    fails: true,
  },
  {
    service: 'analysis',
    queue: 'analysis.transcript.created.v1',
    kill: (jobId) => ({ point: 'before-store', matching: `analyses/${jobId}`, always: true }),
    ...GIVEN_UP,
    shows: 'its meeting goes without analysis; the others are completed beside it',
    degraded: true,
  },
  {
    service: 'persistence',
    queue: 'persistence.transcript.created.v1',
    kill: () => ({ point: 'before-commit', matching: 'insert into "meetings"."meetings"', always: true }),
    isAlone: true,
    ...GIVEN_UP,
    shows: 'its job fails, once; those after it are completed',
    fails: true,
  },
  {
    service: 'notification',
    queue: 'notification.job.completed.v1',
    kill: () => ({ point: 'before-webhook-send', matching: 'POST', always: true }),
    isAlone: true,
    ...GIVEN_UP,
    shows: 'its job is completed all the same, its webhook is given up; those after it are delivered',
    untold: true,
  },
];

export const poisonMessages: readonly Scenario[] = poisons.map((poison): Scenario => ({
  name: `poison/${poison.service}`,
  shows: `a message kills ${poison.service} each time: a dead letter after ${poison.deaths} deaths or more; ${poison.shows}`,
  inject: (arena) => feed(arena, poison),
}));

async function feed({ system, load, jobs }: Arena, poison: Poison): Promise<Injected> {
  const { service, queue, kill, isAlone, deaths: expected, reason, code, fails, degraded, untold } = poison;
  // Long enough to name the job before it arrives.
  await system.provider.setFaults('upload:slow=900*1');
  const jobId = await load.submit();
  const plan = await system.service(service).arm({ kill: [kill(jobId)] });
  if (!isAlone) load.post(jobs, 300);
  const deaths = async () => (await plan.evidence()).filter(({ fault }) => fault === 'kill').length;
  await met(deaths, expected, 'the death of a process', DEATHS_MS);
  const letters = async () => (await system.broker.deadLetters()).filter((letter) => letter.jobId === jobId);
  await met(async () => (await letters()).length, 1, 'its dead letter', DEATHS_MS);
  const died = await deaths();
  if (isAlone) {
    await system.service(service).disarm();
    load.post(jobs, 50);
  }
  return {
    proof: `${died} deaths, then a dead letter`,
    degraded: degraded && { parts: ['speakers', 'summary', 'action_items', 'decisions'], meetings: 1 },
    exhaustedWebhooks: untold,
    endings: new Map(fails ? [[jobId, 'failed']] : []),
    deadLetters: [{ queue, reason, code, jobId }],
  };
}
