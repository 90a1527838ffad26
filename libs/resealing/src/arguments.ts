import { parseArgs } from 'node:util';

export interface ResealArguments {
  readonly dryRun: boolean;
  readonly json: boolean;
  readonly help: boolean;
}

/** For the service of this name. */
export const helpOf = (
  service: string,
): string => `Seals every secret in the database of the ${service} service with the first key of SECRET_KEYS

  npm run reseal-secrets -- ${service}              those that are plain or sealed with an older key
  npm run reseal-secrets -- ${service} --dry-run    only counts them, by key
  npm run reseal-secrets -- ${service} --json       one JSON object on standard output

It runs beside the service, and may be stopped and run again at any time. docs/secrets.md has the steps of a rotation.

Environment
  DATABASE_URL    of the ${service} service
  SECRET_KEYS     as the ${service} service has it

Exit status
  0  every secret is sealed with the first key (dry run: can be)
  1  some do not open, and their jobs are named, or the service changed some meanwhile
  2  wrong option
  75 the database is away: run it again
  78 the environment has faults
  130 stopped
`;

/** @throws TypeError with a code ERR_PARSE_ARGS_… for what it does not know */
export function parseArguments(args: readonly string[]): ResealArguments {
  const { values } = parseArgs({
    args: [...args],
    options: {
      'dry-run': { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  return { dryRun: values['dry-run'], json: values.json, help: values.help };
}
