import { parseArgs } from 'node:util';
import type { Scenario } from './scenario.js';
import { fits } from './select.js';
import type { BrokerLine } from './system/servers.js';

export interface FaultsOptions {
  readonly help: boolean;
  readonly list: boolean;
  readonly json: boolean;
  readonly quick: boolean;
  readonly keep: boolean;
  readonly verbose: boolean;
  readonly only: readonly string[];
  readonly jobs: number;
  readonly line: BrokerLine;
  /** Where the page is written; the results are kept for it. */
  readonly report: string | undefined;
  /** Where the page is written from results that were kept, without a run. */
  readonly page: string | undefined;
}

export const HELP = `npm run faults -- [options]

Runs the whole system on servers of its own, puts one fault after the other into it, and judges what became of the jobs.

  --list               names the scenarios and ends
  --only NAME[,NAME]   runs these only; * and ** stand for parts of names: 'kill/ingest/**'
  --quick              runs the few that stand for the rest
  --jobs N             jobs in each scenario (6)
  --rabbitmq 4         on RabbitMQ 4.x instead of the installed one
  --json               prints one JSON document at the end, on standard output
  --report FILE        keeps the results and writes the page for people: docs/reliability.md; those that were not run stay
  --page FILE          writes that page anew from results that were kept, and ends
  --keep               keeps data and logs
  --verbose            shows what the processes log

Ends with 0 when every scenario that could be run passed, 1 when one did not, 2 when asked for something else.
`;

export class UsageError extends Error {}

/** @throws UsageError */
export function parseArguments(args: readonly string[]): FaultsOptions {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: {
        help: { type: 'boolean', default: false },
        list: { type: 'boolean', default: false },
        json: { type: 'boolean', default: false },
        quick: { type: 'boolean', default: false },
        keep: { type: 'boolean', default: false },
        verbose: { type: 'boolean', default: false },
        only: { type: 'string', multiple: true, default: [] },
        jobs: { type: 'string', default: '6' },
        rabbitmq: { type: 'string', default: 'installed' },
        report: { type: 'string' },
        page: { type: 'string' },
      },
    });
    const { only, jobs, rabbitmq, report, page, ...switches } = values;
    if (!/^[1-9]\d{0,2}$/.test(jobs)) throw new UsageError(`--jobs: expected 1 to 999, got ${jobs}`);
    if (rabbitmq !== 'installed' && rabbitmq !== '4')
      throw new UsageError(`--rabbitmq: expected 4, got ${rabbitmq}`);
    return {
      ...switches,
      only: only.flatMap((names) => names.split(',')).filter(Boolean),
      jobs: Number(jobs),
      line: rabbitmq,
      report,
      page,
    };
  } catch (error) {
    throw error instanceof UsageError ? error : new UsageError((error as Error).message);
  }
}

/** @throws UsageError when a name fits no scenario */
export function chosen(
  scenarios: readonly Scenario[],
  { only, quick }: Pick<FaultsOptions, 'only' | 'quick'>,
): Scenario[] {
  for (const pattern of only) {
    if (!scenarios.some(({ name }) => fits(name, pattern)))
      throw new UsageError(`--only ${pattern}: no scenario is called so (--list names them)`);
  }
  return scenarios
    .filter((scenario) => !quick || scenario.quick)
    .filter(({ name }) => only.length === 0 || only.some((pattern) => fits(name, pattern)));
}
