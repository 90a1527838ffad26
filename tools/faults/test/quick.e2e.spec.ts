import { afterAll, beforeAll, expect, test } from 'vitest';
import { Judge } from '../src/judge.js';
import { scenarios } from '../src/scenarios/index.js';
import { SystemUnderTest } from '../src/system/system-under-test.js';
import { silentConsole } from './silent-console.js';

const jobs = 4;

let system: SystemUnderTest;
let judge: Judge;
beforeAll(async () => {
  system = await SystemUnderTest.start({ line: 'installed', console: silentConsole, keep: false });
  judge = new Judge(system, jobs);
}, 120_000);
afterAll(() => system?.stop(), 120_000);

test.each(scenarios.filter(({ quick }) => quick).map((scenario) => [scenario.name, scenario] as const))(
  'the system survives %s',
  async (_name, scenario) => {
    const { breaches, faults, passed, proof } = await judge.try(scenario);
    expect({ breaches, faults, passed }).toEqual({ breaches: {}, faults: [], passed: true });
    expect(proof).toBeDefined();
  },
  120_000,
);
