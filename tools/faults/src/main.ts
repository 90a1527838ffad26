import { writeFile } from 'node:fs/promises';
import { rabbitMq4Unavailable } from '@meeting-intelligence/testing';
import { chosen, HELP, parseArguments, UsageError, type FaultsOptions } from './arguments.js';
import { Judge, type Verdict } from './judge.js';
import { pageOf } from './page.js';
import { keepResults, keptResults, resultsOf, type Results } from './results.js';
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
  const quit = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const)
    process.once(signal, () => {
      say('stopping after this scenario …');
      quit.abort();
    });
  const results = await run(toRun, options, quit.signal);
  const { passed, failed, notRun, seconds } = results;
  say(`${passed} passed, ${failed} failed, ${notRun} not run, ${Math.round(seconds)} s`);
  if (options.json) print(`${JSON.stringify(results, undefined, 2)}\n`);
  if (options.report !== undefined && !quit.signal.aborted) {
    await keepResults(results);
    await writeFile(options.report, pageOf(await keptResults()));
  }
  return failed === 0 && passed > 0 && !quit.signal.aborted ? 0 : 1;
}

async function run(
  toRun: readonly Scenario[],
  { line, keep, jobs, verbose }: FaultsOptions,
  quit: AbortSignal,
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
      const verdict = await judge.try(scenario);
      verdicts.push(verdict);
      for (const row of tableRows(verdict)) say(row);
    }
    return resultsOf(versions, jobs, (performance.now() - startedAt) / 1_000, verdicts);
  } finally {
    await system.stop();
  }
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
