import { invariants } from './invariants/index.js';
import type { KeptVerdict, Results } from './results.js';
import { notCovered, shortcomings } from './page-texts.js';
import { fits } from './select.js';

/** docs/reliability.md, from one run on each line of the broker. */
export function pageOf(runs: readonly Results[]): string {
  return [
    '# Reliability',
    '',
    '> Written by `npm run faults -- --report docs/reliability.md`. Not to be edited by hand.',
    '',
    'The whole system runs on servers of its own, with the provider stand-in and a CMS that records what it is sent. One',
    'fault at a time is put into it while jobs go through it. Each fault has to prove that it was met, or the scenario',
    'fails. When the system is quiet again, every invariant below is checked, and every job has to have ended as it',
    'should. Delays are fractions of a second; the code is that of production.',
    '',
    '    npm run faults -- --list                    what there is',
    "    npm run faults -- --only 'kill/ingest/**'   some of it",
    '    npm run faults -- --rabbitmq 4              on RabbitMQ 4.x',
    '',
    '## Runs',
    '',
    '| RabbitMQ | PostgreSQL | Node | scenarios | passed | failed | not run | jobs in each | time | commit |',
    '| --- | --- | --- | --: | --: | --: | --: | --: | --: | --- |',
    ...runs.map(runRow),
    '',
    ...(runs.some((run) => commitsOf(run).length > 1)
      ? ['Some scenarios were run again later: the commit is beside them.', '']
      : []),
    '## Invariants',
    '',
    '| | always true |',
    '| --- | --- |',
    ...invariants.map(({ id, claim }) => `| ${id} | ${claim} |`),
    '',
    '`tools/faults/test/judge.e2e.spec.ts` shows each of them to fail, by breaking the code that it guards.',
    '',
    ...failures(runs),
    '## Scenarios',
    '',
    '✓ with the seconds it took: the fault was met, I1 to I8 hold, every job ended as it should.',
    '',
    ...groupsOf(runs).flatMap((group) => groupTable(group, runs)),
    '## What the first version got wrong',
    '',
    '| shortcoming | now | shown by |',
    '| --- | --- | --- |',
    ...shortcomings.map(
      ({ was, now, shownBy }) =>
        `| ${was} | ${now} | ${shownBy.map((name) => shown(name, runs)).join(', ')} |`,
    ),
    '',
    '## Not covered',
    '',
    ...notCovered.map((text) => `- ${text}`),
    '',
  ].join('\n');
}

/** The one of most scenarios first. */
function commitsOf({ scenarios }: Results): string[] {
  const groups = [...Map.groupBy(scenarios, ({ commit = 'unknown' }) => commit)];
  return groups.sort(([, one], [, other]) => other.length - one.length).map(([commit]) => commit);
}

function runRow(run: Results): string {
  const { versions, scenarios, passed, failed, notRun, jobs, seconds } = run;
  const { rabbitMq, postgresql, node } = versions;
  const minutes = `${Math.floor(seconds / 60)} min ${Math.round(seconds % 60)} s`;
  return `| ${rabbitMq} | ${postgresql} | ${node} | ${scenarios.length} | ${passed} | ${failed} | ${notRun} | ${jobs} | ${minutes} | ${commitsOf(run)[0] ?? 'unknown'} |`;
}

/** What does not hold is said before all that does. */
function failures(runs: readonly Results[]): string[] {
  const lines = runs.flatMap(({ versions, scenarios }) =>
    scenarios
      .filter(({ passed, notRun }) => !passed && notRun === undefined)
      .map(({ scenario, breaches, faults }) => {
        const [first = 'no reason given'] = [
          ...Object.entries(breaches).flatMap(([id, list]) => list.map((breach) => `${id}: ${breach}`)),
          ...faults,
        ];
        return `- \`${scenario}\` on RabbitMQ ${versions.rabbitMq}: ${first}`;
      }),
  );
  return lines.length === 0 ? [] : ['## Failed', '', ...lines, ''];
}

/** The first part of a name. */
function groupsOf(runs: readonly Results[]): string[] {
  const names = runs.flatMap(({ scenarios }) => scenarios.map(({ scenario }) => scenario));
  return [...new Set(names.map((name) => name.split('/')[0] ?? name))];
}

function groupTable(group: string, runs: readonly Results[]): string[] {
  const rows = new Map<string, KeptVerdict>();
  for (const { scenarios } of runs) {
    for (const verdict of scenarios) {
      if (verdict.scenario.startsWith(`${group}/`)) rows.set(verdict.scenario, verdict);
    }
  }
  const columns = runs.map(({ versions }) => versions.rabbitMq);
  return [
    `### ${group}`,
    '',
    `| scenario | what is shown | ${columns.join(' | ')} |`,
    `| --- | --- | ${columns.map(() => '---').join(' | ')} |`,
    ...[...rows.values()].map(
      ({ scenario, shows }) =>
        `| \`${scenario}\` | ${shows} | ${runs.map((run) => cellIn(run, scenario)).join(' | ')} |`,
    ),
    '',
  ];
}

function cellIn(run: Results, scenario: string): string {
  const verdict = run.scenarios.find((one) => one.scenario === scenario);
  if (verdict === undefined) return 'not run';
  const commit = verdict.commit ?? 'unknown';
  return commit === commitsOf(run)[0] ? cell(verdict) : `${cell(verdict)} (${commit})`;
}

function cell(verdict: KeptVerdict): string {
  if (verdict.notRun !== undefined) return `not run: ${verdict.notRun}`;
  if (verdict.passed) return `✓ ${verdict.seconds.toFixed(1)}`;
  const broken = Object.keys(verdict.breaches);
  return `✗ ${broken.length > 0 ? broken.join(' ') : 'not as expected'}`;
}

/** A name or a pattern, with what became of it in all runs. */
function shown(pattern: string, runs: readonly Results[]): string {
  const verdicts = runs.flatMap(({ scenarios }) =>
    scenarios.filter(({ scenario }) => fits(scenario, pattern)),
  );
  if (verdicts.length === 0) return `\`${pattern}\` (not run)`;
  return `\`${pattern}\` ${verdicts.every(({ passed }) => passed) ? '✓' : '✗'}`;
}
