import { styleText } from 'node:util';
import { invariants } from './invariants/index.js';
import type { Verdict } from './judge.js';

const NAME_WIDTH = 52;
const PROOF_WIDTH = 72;

export function tableHead(): string {
  const ids = invariants.map(({ id }) => id).join(' ');
  return `${'scenario'.padEnd(NAME_WIDTH)} jobs  time   ${ids}  how the fault was met`;
}

/** One line for a scenario, and one more for everything that is wrong. */
export function tableRows({
  scenario,
  notRun,
  jobs,
  seconds,
  breaches,
  faults,
  proof,
  passed,
}: Verdict): string[] {
  const name = scenario.padEnd(NAME_WIDTH);
  if (notRun !== undefined) return [`${name} not run: ${notRun}`];
  const marks = invariants.map(({ id }) => (breaches[id] ? red('✗ ') : '✓ ')).join(' ');
  const time = `${seconds.toFixed(1)} s`.padStart(7);
  const details = [
    ...Object.entries(breaches).flatMap(([id, list]) => list.map((breach) => `${id} ${breach}`)),
    ...faults,
  ];
  return [
    `${name} ${String(jobs).padStart(4)} ${time} ${marks} ${passed ? '' : red('FAILED ')}${(proof ?? '').slice(0, PROOF_WIDTH)}`,
    ...details.map((detail) => `    ${red(detail)}`),
  ];
}

function red(text: string): string {
  return styleText('red', text, { stream: process.stderr });
}
