import { execFile } from 'node:child_process';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { Verdict } from './judge.js';

/** One scenario, and what code it was tried on; undefined where nobody knows. */
export interface KeptVerdict extends Verdict {
  readonly commit?: string;
}

/** A run, as `--json` prints it and as it is kept for the page. */
export interface Results {
  readonly versions: { readonly rabbitMq: string; readonly postgresql: string; readonly node: string };
  /** In each scenario, unless it has a reason for another number. */
  readonly jobs: number;
  readonly seconds: number;
  readonly passed: number;
  readonly failed: number;
  readonly notRun: number;
  readonly scenarios: readonly KeptVerdict[];
}

/** One file for each line of the broker: the page has a column for each. */
const FOLDER_OF_TOOL = fileURLToPath(new URL('..', import.meta.url));
const FOLDER = join(FOLDER_OF_TOOL, 'results');

export function resultsOf(
  versions: Results['versions'],
  jobs: number,
  seconds: number,
  scenarios: readonly KeptVerdict[],
): Results {
  const passed = scenarios.filter((verdict) => verdict.passed).length;
  const notRun = scenarios.filter((verdict) => verdict.notRun !== undefined).length;
  return { versions, jobs, seconds, passed, failed: scenarios.length - passed - notRun, notRun, scenarios };
}

/** What was kept, with what is newer in its place; scenarios that there are no more are left out. */
export function mended(kept: Results, anew: Results, names: readonly string[]): Results {
  const newest = new Map(
    [...kept.scenarios, ...anew.scenarios].map((verdict) => [verdict.scenario, verdict]),
  );
  const scenarios = names.flatMap((name) => newest.get(name) ?? []);
  const isWhole = scenarios.every((verdict) => anew.scenarios.includes(verdict));
  const { jobs, seconds } = isWhole ? anew : { jobs: kept.jobs, seconds: kept.seconds + anew.seconds };
  return resultsOf(anew.versions, jobs, seconds, scenarios);
}

/** Replaces what is kept of the same line (3.10, 4.0): the scenarios that were run, and no others. */
export async function keepResults(results: Results, names: readonly string[]): Promise<void> {
  const line = lineOf(results);
  const kept = (await keptResults()).find((one) => lineOf(one) === line);
  const mendedResults = kept ? mended(kept, results, names) : results;
  await mkdir(FOLDER, { recursive: true });
  await writeFile(join(FOLDER, `rabbitmq-${line}.json`), `${JSON.stringify(mendedResults, undefined, 2)}\n`);
}

function lineOf({ versions }: Results): string {
  return /^\d+\.\d+/.exec(versions.rabbitMq)?.[0] ?? 'unknown';
}

/** What is checked out; undefined where no git knows. */
export async function commitOfHere(): Promise<string | undefined> {
  const args = ['-C', FOLDER_OF_TOOL, 'describe', '--always', '--dirty', '--exclude', '*'];
  const answer = await promisify(execFile)('git', args).catch(() => undefined);
  return answer?.stdout.trim();
}

/** Oldest line first. */
export async function keptResults(): Promise<Results[]> {
  const files = await readdir(FOLDER).catch(() => []); // nothing was kept yet
  const names = files.filter((name) => name.endsWith('.json'));
  const texts = await Promise.all(names.map((name) => readFile(join(FOLDER, name), 'utf8')));
  const results = texts.map((text) => JSON.parse(text) as Results);
  return results.sort((one, other) =>
    one.versions.rabbitMq.localeCompare(other.versions.rabbitMq, 'en', { numeric: true }),
  );
}
