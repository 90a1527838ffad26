import { performance } from 'node:perf_hooks';
import { invariants } from './invariants/index.js';
import { Load } from './load.js';
import { observe, type Observation } from './observation.js';
import { untilQuiet } from './quiet.js';
import type { Injected, Scenario } from './scenario.js';
import type { ProviderBill } from './system/provider.js';
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
  private spoiltSubmissions = 0;
  /** What the provider had done before the present jobs. */
  private billBefore: ProviderBill = { submissions: 0, chats: 0, repeated: [] };
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

    const load = new Load({
      gateways: () => system.gateways,
      webhookUrl: system.webhookUrl,
      webhookSecret: system.secrets.webhookSecret,
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
    const injected = await noting('', () => scenario.inject({ system, load, jobs: this.jobs }));
    if (heal) await noting('not healed: ', () => system.heal());
    await noting('', () => load.allAccepted());
    const left = await untilQuiet(system, scenario.quietWithinMs ?? QUIET_WITHIN_MS);
    if (left !== undefined) faults.push(`not quiet: ${left}`);

    const observation = await noting('cannot look: ', () => this.look(load.accepted, injected));
    const breaches = observation ? breachesIn(observation) : {};
    if (observation) faults.push(...wrongEndings(observation, load.accepted));
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

  private async look(accepted: readonly string[], injected: Injected | undefined): Promise<Observation> {
    this.accepted.push(...accepted);
    this.spoiltSubmissions += injected?.spoiltSubmissions ?? 0;
    if (injected?.exhaustedWebhooks) for (const jobId of accepted) this.untold.add(jobId);
    const observation = await observe(this.system, {
      accepted: this.accepted,
      spoiltSubmissions: this.spoiltSubmissions,
      untold: this.untold,
      expectations: injected ?? {},
    });
    return { ...observation, bill: since(this.billBefore, observation.bill) };
  }

  private async beginAnew(restart: boolean): Promise<void> {
    await this.system.beginAnew(restart);
    this.accepted = [];
    this.spoiltSubmissions = 0;
    this.untold.clear();
    this.billBefore = await this.system.provider.bill();
  }
}

function since(before: ProviderBill, now: ProviderBill): ProviderBill {
  return {
    submissions: now.submissions - before.submissions,
    chats: now.chats - before.chats,
    repeated: now.repeated.filter((url) => !before.repeated.includes(url)),
  };
}

export function breachesIn(observation: Observation): Record<string, string[]> {
  const found = invariants.map(({ id, breaches }) => [id, breaches(observation)] as const);
  return Object.fromEntries(
    found.filter(([, breaches]) => breaches.length > 0).map(([id, breaches]) => [id, shortened(breaches)]),
  );
}

/** The invariants hold too when every job fails: a fault that is meant to be survived has to be. */
function wrongEndings({ jobs, meetings, expected }: Observation, accepted: readonly string[]): string[] {
  const own = new Set(accepted);
  const endings = expected.endings ?? ['completed'];
  const wrong = jobs
    .filter(({ id, status }) => own.has(id) && !endings.includes(status))
    .filter(({ id, status }) => !(id === expected.failing && status === 'failed'))
    .map(({ id, status }) => `job ${id} is ${status}, expected ${endings.join(' or ')}`);
  const poor = expected.degraded
    ? []
    : meetings
        .filter(({ jobId, missing }) => own.has(jobId) && missing.length > 0)
        .filter(({ jobId }) => jobs.some(({ id, status }) => id === jobId && status === 'completed'))
        .map(({ jobId, missing }) => `the meeting of job ${jobId} is not whole: ${missing.join(', ')}`);
  return shortened([...wrong, ...poor]);
}

function shortened(messages: readonly string[]): string[] {
  const left = messages.length - SHOWN;
  return left > 0 ? [...messages.slice(0, SHOWN), `and ${left} more`] : [...messages];
}
