import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Verdict } from './judge.js';

/** A whole run, as `--json` prints it and as it is kept for the page. */
export interface Results {
  readonly versions: { readonly rabbitMq: string; readonly postgresql: string; readonly node: string };
  /** In each scenario, unless it has a reason for another number. */
  readonly jobs: number;
  readonly seconds: number;
  readonly passed: number;
  readonly failed: number;
  readonly notRun: number;
  readonly scenarios: readonly Verdict[];
}

/** One file for each line of the broker: the page has a column for each. */
const FOLDER = fileURLToPath(new URL('../results', import.meta.url));

export function resultsOf(
  versions: Results['versions'],
  jobs: number,
  seconds: number,
  scenarios: readonly Verdict[],
): Results {
  const passed = scenarios.filter((verdict) => verdict.passed).length;
  const notRun = scenarios.filter((verdict) => verdict.notRun !== undefined).length;
  return { versions, jobs, seconds, passed, failed: scenarios.length - passed - notRun, notRun, scenarios };
}

/** Replaces those of the same line: 3.10, 4.0. */
export async function keepResults(results: Results): Promise<void> {
  const [line] = /^\d+\.\d+/.exec(results.versions.rabbitMq) ?? ['unknown'];
  await mkdir(FOLDER, { recursive: true });
  await writeFile(join(FOLDER, `rabbitmq-${line}.json`), `${JSON.stringify(results, undefined, 2)}\n`);
}

/** Oldest line first. */
export async function keptResults(): Promise<Results[]> {
  const names = (await readdir(FOLDER)).filter((name) => name.endsWith('.json'));
  const texts = await Promise.all(names.map((name) => readFile(join(FOLDER, name), 'utf8')));
  const results = texts.map((text) => JSON.parse(text) as Results);
  return results.sort((one, other) =>
    one.versions.rabbitMq.localeCompare(other.versions.rabbitMq, 'en', { numeric: true }),
  );
}
