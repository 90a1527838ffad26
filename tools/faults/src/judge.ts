import { performance } from 'node:perf_hooks';
import { Followers } from './followers.js';
import { invariants } from './invariants/index.js';
import { Load } from './load.js';
import { observe, ownJobs, type Expected, type Observation } from './observation.js';
import { untilQuiet } from './quiet.js';
import type { Injected, Scenario } from './scenario.js';
import type { SystemUnderTest } from './system/system-under-test.js';

export interface Verdict {
  readonly scenario: string;
  readonly shows: string;
  readonly passed: boolean;
  /** Why it was not run; it is then neither passed nor failed. */
  readonly notRun?: string;
  readonly jobs: number;
  /** How it is known that the fault was met; undefined when it was not. */
  readonly proof?: string;
  readonly seconds: number;
  /** Breaches by invariant: `{ I3: ['webhook …'] }`; an invariant that holds is not in it. */
  readonly breaches: Readonly<Record<string, readonly string[]>>;
  /** What else is wrong: not injected, not quiet in time, jobs that ended otherwise than they should. */
  readonly faults: readonly string[];
}

const QUIET_WITHIN_MS = 60_000;
const SHOWN = 6;

/**
 * Runs scenarios on one system, one after the other, and judges each. The jobs of earlier scenarios stay: what happens
 * to them later is judged too.
 */
export class Judge {
  private accepted: string[] = [];
  /** Jobs whose webhook may have been given up. */
  private readonly untold = new Set<string>();

  constructor(
    private readonly system: SystemUnderTest,
    private readonly jobs: number,
  ) {}

  /** With `heal: false` it is judged while what the scenario did to the services is still in place. */
  async try(scenario: Scenario, { heal = true } = {}): Promise<Verdict> {
    const { system } = this;
    const startedAt = performance.now();
    const base = { scenario: scenario.name, shows: scenario.shows };
    const seconds = () => Math.round((performance.now() - startedAt) / 100) / 10;
    const notRun = scenario.whyNot?.(system);
    if (notRun !== undefined)
      return { ...base, passed: false, notRun, jobs: 0, seconds: 0, breaches: {}, faults: [] };

    const { apiKey } = system.secrets;
    const followers = new Followers({ gateways: () => system.gateways, apiKey });
    const load = new Load({
      gateways: () => system.gateways,
      apiKey,
      webhookUrl: system.webhookUrl,
      webhookSecret: system.secrets.webhookSecret,
      mediaUrl: system.mediaUrl,
      onAccepted: (id) => followers.follow(id),
    });
    const faults: string[] = [];
    const noting = async <Result>(what: string, step: () => Promise<Result>): Promise<Result | undefined> => {
      try {
        return await step();
      } catch (error) {
        faults.push(`${what}${(error as Error).message}`);
        return undefined;
      }
    };
    const start = await this.lookAtStart();
    const injected = await noting('', () => scenario.inject({ system, load, followers, jobs: this.jobs }));
    if (heal) await noting('not healed: ', () => system.heal());
    await noting('', () => load.allAccepted());
    const left = await untilQuiet(system, scenario.quietWithinMs ?? QUIET_WITHIN_MS);
    if (left !== undefined) faults.push(`not quiet: ${left}`);

    const followed = await followers.settle();
    const observation = await noting('cannot look: ', () =>
      this.look({ ...start, followed }, load.accepted, injected),
    );
    const breaches = observation ? breachesIn(observation) : {};
    if (observation) faults.push(...unexpectedIn(observation));
    const passed = faults.length === 0 && Object.keys(breaches).length === 0;
    await noting('cannot go on: ', () =>
      passed && heal ? system.broker.clearDeadLetters() : this.beginAnew(left !== undefined),
    );
    return {
      ...base,
      passed,
      jobs: load.accepted.length,
      proof: injected?.proof,
      seconds: seconds(),
      breaches,
      faults,
    };
  }

  /** What was there before the scenario is not to its credit. */
  private async lookAtStart(): Promise<Pick<Expected, 'before' | 'billBefore'>> {
    const { databases, provider } = this.system;
    const before = (await databases.jobs()).map(({ id, generation }) => [id, generation] as const);
    return { before: new Map(before), billBefore: await provider.bill() };
  }

  private async look(
    start: Pick<Expected, 'before' | 'billBefore' | 'followed'>,
    accepted: readonly string[],
    expected: Injected | undefined,
  ): Promise<Observation> {
    this.accepted.push(...accepted);
    if (expected?.exhaustedWebhooks)
      for (const { id } of await this.system.databases.jobs()) if (!start.before.has(id)) this.untold.add(id);
    const { accepted: all, untold } = this;
    return observe(this.system, { ...start, accepted: all, untold, expected: expected ?? {} });
  }

  private async beginAnew(restart: boolean): Promise<void> {
    await this.system.beginAnew(restart);
    this.accepted = [];
    this.untold.clear();
  }
}

export function breachesIn(observation: Observation): Record<string, string[]> {
  const found = invariants.map(({ id, breaches }) => [id, breaches(observation)] as const);
  return Object.fromEntries(
    found.filter(([, breaches]) => breaches.length > 0).map(([id, breaches]) => [id, shortened(breaches)]),
  );
}

/** The invariants hold too when every job fails: a fault that is meant to be survived has to be. */
export function unexpectedIn(observation: Observation): string[] {
  const { expected, bill } = observation;
  const { ending = 'completed', endings, generation = 1, chargedAtMost = {} } = expected;
  const own = ownJobs(observation);
  const wrong = own.flatMap((job) => {
    const due = endings?.get(job.id) ?? ending;
    return job.status === due ? [] : [`job ${job.id} is ${job.status}, expected ${due}`];
  });
  const early = own
    .filter((job) => job.generation !== generation)
    .map((job) => `job ${job.id} is in generation ${job.generation}, expected ${generation}`);
  const dear = (['submissions', 'chats'] as const)
    .filter((what) => bill[what] > (chargedAtMost[what] ?? Infinity))
    .map((what) => `${bill[what]} ${what} were charged for, expected ${chargedAtMost[what]} at most`);
  return [...shortened(wrong), ...shortened(early), ...dear, ...shortened(wrongMeetings(observation))];
}

/** A meeting may lack what the scenario took from it, and that many have to. */
function wrongMeetings(observation: Observation): string[] {
  const { meetings, expected } = observation;
  const { parts, meetings: times } = expected.degraded ?? { parts: [], meetings: 0 };
  const completed = new Set(
    ownJobs(observation).flatMap(({ id, status }) => (status === 'completed' ? [id] : [])),
  );
  const own = meetings.filter(({ jobId }) => completed.has(jobId));
  const poor = own.flatMap(({ jobId, missing }) => {
    const unexpected = missing.filter(({ part }) => !parts.includes(part));
    const named = unexpected.map(({ part, status, reason }) => `${part} is ${status} (${reason})`);
    return named.length === 0 ? [] : [`the meeting of job ${jobId} is not whole: ${named.join(', ')}`];
  });
  const counts = parts.flatMap((part) => {
    const lacking = own.filter(({ missing }) => missing.some((one) => one.part === part)).length;
    return lacking === times ? [] : [`${part} is missing in ${lacking} meetings, expected ${times}`];
  });
  return [...poor, ...counts];
}

function shortened(messages: readonly string[]): string[] {
  const left = messages.length - SHOWN;
  return left > 0 ? [...messages.slice(0, SHOWN), `and ${left} more`] : [...messages];
}
