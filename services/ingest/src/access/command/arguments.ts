import { createApiKeyBody, maxGraceSeconds, type CreateApiKey } from '@meeting-intelligence/contracts';
import { parseArgs, type ParseArgsOptionsConfig } from 'node:util';
import { parseDuration, parseExpiry } from './moments.js';
import { UsageError } from './usage-error.js';

interface Common {
  readonly json: boolean;
  /** Of `npm start`; undefined: the environment says which database. */
  readonly data?: string;
}

export type Options = Common &
  (
    | { readonly command: 'create'; readonly key: CreateApiKey }
    | { readonly command: 'list' }
    | { readonly command: 'rotate'; readonly id: string; readonly graceMs: number }
    | { readonly command: 'revoke'; readonly id: string }
  );

const everywhere = {
  data: { type: 'string' },
  json: { type: 'boolean', default: false },
  help: { type: 'boolean', short: 'h', default: false },
} as const;

const flagsOf = {
  create: {
    ...everywhere,
    owner: { type: 'string' },
    name: { type: 'string' },
    scopes: { type: 'string' },
    expires: { type: 'string' },
  },
  list: everywhere,
  rotate: { ...everywhere, grace: { type: 'string', default: '0' } },
  revoke: everywhere,
} as const;

/** @throws UsageError */
export function parseArguments([command, ...args]: readonly string[]):
  Options | { readonly command: 'help' } {
  switch (command) {
    case undefined:
    case 'help':
    case '-h':
    case '--help':
      return { command: 'help' };
    case 'create': {
      const { values, positionals } = parse(args, flagsOf.create);
      if (values.help) return { command: 'help' };
      if (positionals.length > 0)
        throw new UsageError(`create: expected options only, got "${positionals[0]}"`);
      return { command, ...commonOf(values), key: keyOf(values) };
    }
    case 'list': {
      const { values, positionals } = parse(args, flagsOf.list);
      if (values.help) return { command: 'help' };
      if (positionals.length > 0) throw new UsageError(`list: expected no argument, got "${positionals[0]}"`);
      return { command, ...commonOf(values) };
    }
    case 'rotate': {
      const { values, positionals } = parse(args, flagsOf.rotate);
      if (values.help) return { command: 'help' };
      const graceMs = values.grace === '0' ? 0 : parseDuration('grace', values.grace);
      if (graceMs > maxGraceSeconds * 1_000)
        throw new UsageError(`--grace: expected at most 7d, got "${values.grace}"`);
      return { command, ...commonOf(values), id: idOf(command, positionals), graceMs };
    }
    case 'revoke': {
      const { values, positionals } = parse(args, flagsOf.revoke);
      if (values.help) return { command: 'help' };
      return { command, ...commonOf(values), id: idOf(command, positionals) };
    }
    default:
      throw new UsageError(`expected create, list, rotate or revoke, got "${command}"`);
  }
}

function parse<Config extends ParseArgsOptionsConfig>(args: readonly string[], options: Config) {
  try {
    return parseArgs({ args: [...args], options, allowPositionals: true });
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
}

function commonOf({ data, json }: { readonly data?: string; readonly json: boolean }): Common {
  if (data === '') throw new UsageError('--data: expected the path of a folder, got nothing');
  return { data, json };
}

/** Of the whole key, should somebody paste it, nothing is repeated: it has the secret in it. */
function idOf(command: string, [id, ...others]: readonly string[]): string {
  if (id === undefined || others.length > 0)
    throw new UsageError(`${command}: expected one ID, got ${id === undefined ? 'none' : 'several'}`);
  if (!/^[0-9A-Za-z]{16}$/.test(id))
    throw new UsageError(`${command}: expected an ID, 16 letters and digits as "list" shows them`);
  return id;
}

/** What only the command line calls otherwise. */
const flags: Readonly<Record<string, string>> = { expires_at: 'expires' };

function keyOf(values: { owner?: string; name?: string; scopes?: string; expires?: string }): CreateApiKey {
  const given = {
    owner: values.owner,
    name: values.name,
    scopes: values.scopes?.split(',').map((scope) => scope.trim()),
    ...(values.expires !== undefined && { expires_at: parseExpiry('expires', values.expires) }),
  };
  const result = createApiKeyBody.safeParse(given);
  if (result.success) return result.data;
  const faults = result.error.issues.map(({ path: [field = ''], message }) => {
    const flag = flags[String(field)] ?? String(field);
    const isMissing = given[field as keyof typeof given] === undefined;
    return `create: --${flag} ${isMissing ? 'is missing' : message}`;
  });
  throw new UsageError([...new Set(faults)].join('\n'));
}
