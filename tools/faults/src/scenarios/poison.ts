/** Messages that kill who handles them, each time: real deaths of real processes, and the queue goes on behind them. */
import type { ServiceName } from '@meeting-intelligence/contracts';
import type { KillAt } from '../injectors/index.js';
import type { Arena, Injected, Scenario } from '../scenario.js';
import { met } from './evidence.js';

const DEATHS_MS = 40_000;

interface Poison {
  readonly service: ServiceName;
  readonly queue: string;
  readonly kill: (jobId: string) => KillAt;
  /** The statement that kills does not say of which job it is, so there must be no other one. */
  readonly isAlone?: true;
  /** After so many deaths it is a dead letter, for this reason. */
  readonly deaths: number;
  readonly reason: string;
  readonly shows: string;
  /** Whether its job is lost with it. */
  readonly fails?: true;
  readonly degraded?: true;
}

/** A service gives a message up that was delivered four times without an outcome. */
const GIVEN_UP = { deaths: 4, reason: 'poison' };
/** What dies before our own code sees the message is left to the delivery limit of the queue. */
const BY_THE_BROKER = { deaths: 5, reason: 'by the broker' };

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
    service: 'ingest',
    queue: 'ingest.recording.prepared.v1',
    kill: (jobId) => ({
      point: 'receive',
      matching: `ingest.recording.prepared.*job=${jobId}`,
      always: true,
    }),
    ...BY_THE_BROKER,
    shows: 'its job is completed all the same, as the event only tells of progress',
  },
];

export const poisonMessages: readonly Scenario[] = poisons.map((poison): Scenario => ({
  name: `poison/${poison.service}`,
  shows: `a message kills ${poison.service} each time: a dead letter after ${poison.deaths} deaths or more; ${poison.shows}`,
  inject: (arena) => feed(arena, poison),
}));

async function feed({ system, load, jobs }: Arena, poison: Poison): Promise<Injected> {
  const { service, queue, kill, isAlone, deaths: expected, reason, fails, degraded } = poison;
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
    degraded,
    failing: fails && jobId,
    deadLetters: [{ queue, reason, jobId }],
  };
}
