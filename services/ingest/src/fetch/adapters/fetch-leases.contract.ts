import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { beforeEach, expect, test } from 'vitest';
import type { FetchLeases } from '../fetch-leases.js';

const long = 60_000;

/** What both have to do. `newJob` gives the id of a job that the ledger knows. */
export function fetchLeasesContract(make: () => FetchLeases, newJob: () => Promise<string>): void {
  let leases: FetchLeases;
  let job: string;
  const [one, other] = [randomUUID(), randomUUID()];
  beforeEach(async () => {
    leases = make();
    job = await newJob();
  });

  test('one of two has it, and the other once it was given back', async () => {
    expect(await leases.take(job, one, long)).toBe(true);
    expect(await leases.take(job, other, long)).toBe(false);
    expect(await leases.take(await newJob(), other, long)).toBe(true);

    await leases.release(job, other);
    expect(await leases.take(job, other, long)).toBe(false);
    await leases.release(job, one);
    expect(await leases.take(job, other, long)).toBe(true);
  });

  test('one that is not given back ends by itself, and is not taken from who has it then', async () => {
    await leases.take(job, one, 1);
    await sleep(20);

    expect(await leases.take(job, other, long)).toBe(true);
    await leases.extend(job, one, long);
    await leases.release(job, one);
    expect(await leases.take(job, one, long)).toBe(false);
  });

  test('is extended', async () => {
    await leases.take(job, one, 200);
    await leases.extend(job, one, long);
    await sleep(250);

    expect(await leases.take(job, other, long)).toBe(false);
  });

  test('of many that come at once one has it', async () => {
    const taken = await Promise.all(Array.from({ length: 8 }, () => leases.take(job, randomUUID(), long)));

    expect(taken.filter(Boolean)).toHaveLength(1);
  });
}
