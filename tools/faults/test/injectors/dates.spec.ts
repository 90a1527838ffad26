import { autoTeardown, eventually } from '@meeting-intelligence/testing';
import { afterEach, expect, test } from 'vitest';
import { newPlan, startVictim, type Victim } from './start-victim.js';

const teardown = autoTeardown(afterEach);
const hourMs = 3_600_000;

interface Times {
  readonly now: number;
  readonly made: number;
  readonly called: number;
  readonly monotonic: number;
  readonly epoch: number;
  readonly isDate: boolean;
}

test('the date of a process jumps and comes back, and its monotonic clock does not', async () => {
  const plan = await newPlan(teardown);
  const victim = await startVictim(teardown, 'clock', plan);
  await expect(timesOf(victim)).resolves.toSatisfy(isAhead(0));

  await plan.arm({ clockOffsetMs: hourMs });
  await eventually(async () => expect(await timesOf(victim)).toSatisfy(isAhead(hourMs)));
  await plan.assertInjected();

  await plan.arm({ clockOffsetMs: -hourMs });
  await eventually(async () => expect(await timesOf(victim)).toSatisfy(isAhead(-hourMs)));

  await plan.disarm();
  await eventually(async () => expect(await timesOf(victim)).toSatisfy(isAhead(0)));
  expect(await plan.evidence()).toEqual([]);
});

function isAhead(offsetMs: number) {
  const near = (time: number, wanted: number) => Math.abs(time - wanted) < 5_000;
  return ({ now, made, called, monotonic, epoch, isDate }: Times) =>
    [now, made, called].every((time) => near(time, Date.now() + offsetMs)) &&
    near(monotonic, Date.now()) &&
    epoch === 0 &&
    isDate;
}

async function timesOf(victim: Victim): Promise<Times> {
  const before = victim.said.length;
  victim.tell();
  await eventually(() => expect(victim.said.length).toBeGreaterThan(before));
  return JSON.parse(victim.said.at(-1) ?? '') as Times;
}
