import { writeFile } from 'node:fs/promises';
import { Interrupted, listenForQuit, type QuitSignals } from '@meeting-intelligence/local';
import { rabbitMq4Unavailable } from '@meeting-intelligence/testing';
import { chosen, HELP, parseArguments, UsageError, type FaultsOptions } from './arguments.js';
import { Judge, type Verdict } from './judge.js';
import { pageOf } from './page.js';
import { commitOfHere, keepResults, keptResults, resultsOf, type Results } from './results.js';
import type { Scenario } from './scenario.js';
import { scenarios } from './scenarios/index.js';
import { SystemUnderTest } from './system/system-under-test.js';
import { tableHead, tableRows } from './table.js';

/** Standard output belongs to what was asked for. */
const say = (line: string) => void process.stderr.write(`${line}\n`);

async function main(args: readonly string[]): Promise<number> {
  const options = parseArguments(args);
  const { help, list, page } = options;
  if (help) return print(HELP);
  const toRun = chosen(scenarios, options);
  if (list) return print(toRun.map(({ name, shows }) => `${name.padEnd(56)} ${shows}\n`).join(''));
  if (page !== undefined) {
    await writeFile(page, pageOf(await keptResults()));
    return 0;
  }
  const unavailable = options.line === '4' ? rabbitMq4Unavailable() : undefined;
  if (unavailable !== undefined) {
    say(`not run: ${unavailable}`);
    return 1;
  }
  const signals = listenForQuit(say);
  const results = await run(toRun, options, signals);
  const { passed, failed, notRun, seconds } = results;
  say(`${passed} passed, ${failed} failed, ${notRun} not run, ${Math.round(seconds)} s`);
  if (options.json) print(`${JSON.stringify(results, undefined, 2)}\n`);
  if (signals.quit.aborted) return exitCodeOf(signals.quit);
  if (options.report !== undefined) {
    await keepResults(
      results,
      scenarios.map(({ name }) => name),
    );
    await writeFile(options.report, pageOf(await keptResults()));
  }
  return failed === 0 && passed > 0 ? 0 : 1;
}

async function run(
  toRun: readonly Scenario[],
  { line, keep, jobs, verbose }: FaultsOptions,
  { quit, hurry }: Pick<QuitSignals, 'quit' | 'hurry'>,
): Promise<Results> {
  const relay = (name: string, text: string) => {
    if (verbose) say(`${name}: ${text}`);
  };
  const startedAt = performance.now();
  const console = { say: (text: string) => verbose && say(text), relay };
  const system = await SystemUnderTest.start({ line, console, keep });
  const verdicts: Verdict[] = [];
  try {
    const judge = new Judge(system, jobs);
    const { versions } = system;
    say(`${toRun.length} scenarios, RabbitMQ ${versions.rabbitMq}, PostgreSQL ${versions.postgresql}`);
    if (keep) say(`data and logs in ${system.folder}`);
    say(tableHead());
    for (const scenario of toRun) {
      if (quit.aborted) break;
      // The first signal waits for the scenario, the second one does not.
      const verdict = await orNothing(judge.try(scenario), hurry);
      if (verdict === undefined) break;
      verdicts.push(verdict);
      for (const row of tableRows(verdict)) say(row);
    }
    const commit = await commitOfHere();
    const seconds = (performance.now() - startedAt) / 1_000;
    return resultsOf(
      versions,
      jobs,
      seconds,
      verdicts.map((verdict) => ({ ...verdict, commit })),
    );
  } finally {
    await system.stop();
  }
}

/** Nothing as soon as the signal is aborted; what goes on then is ended with the system. */
async function orNothing<Result>(work: Promise<Result>, signal: AbortSignal): Promise<Result | undefined> {
  const aborted = new Promise<undefined>((resolve) => {
    if (signal.aborted) resolve(undefined);
    signal.addEventListener('abort', () => resolve(undefined), { once: true });
  });
  work.catch(() => undefined);
  return Promise.race([work, aborted]);
}

function exitCodeOf({ reason }: AbortSignal): number {
  return reason instanceof Interrupted ? reason.exitCode : 1;
}

function print(text: string): number {
  process.stdout.write(text);
  return 0;
}

main(process.argv.slice(2)).then(
  (exitCode) => process.exit(exitCode),
  (error: unknown) => {
    if (error instanceof UsageError) say(`${error.message}\n\n${HELP}`);
    else say((error as Error).stack ?? String(error));
    process.exit(error instanceof UsageError ? 2 : 1);
  },
);
