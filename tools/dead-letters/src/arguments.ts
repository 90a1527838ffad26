import { parseArgs, type ParseArgsOptionsConfig } from 'node:util';
import { parseMoment } from './moment.js';
import type { Filters } from './selection.js';
import { UsageError } from './usage-error.js';

export interface BrokerOptions {
  readonly amqpUrl?: string;
  readonly queuePrefix?: string;
  readonly data?: string;
}

interface Common extends BrokerOptions {
  readonly json: boolean;
}

export interface LookOptions extends Common {
  readonly command: 'list' | 'groups' | 'show';
  readonly filters: Filters;
}

export interface ReplayOptions extends Common {
  readonly command: 'replay';
  readonly filters: Filters;
  readonly dryRun: boolean;
  /** Dead letters a second. */
  readonly rate?: number;
  /** Where the edited event comes from: the editor, or a file (`-`: standard input). */
  readonly edited?: { readonly from: 'editor' } | { readonly from: 'file'; readonly path: string };
  readonly fromExport?: string;
}

export interface DiscardOptions extends Common {
  readonly command: 'discard';
  readonly filters: Filters;
  readonly yes: boolean;
  readonly exportTo?: string;
}

export interface ExportOptions extends Common {
  readonly command: 'export';
  readonly filters: Filters;
  readonly to?: string;
}

export type Options =
  LookOptions | ReplayOptions | DiscardOptions | ExportOptions | { readonly command: 'help' };

const everywhere = {
  'amqp-url': { type: 'string' },
  'queue-prefix': { type: 'string' },
  data: { type: 'string' },
  json: { type: 'boolean', default: false },
  help: { type: 'boolean', short: 'h', default: false },
} as const;

const selecting = {
  ...everywhere,
  group: { type: 'string' },
  queue: { type: 'string', multiple: true },
  code: { type: 'string' },
  job: { type: 'string' },
  since: { type: 'string' },
  until: { type: 'string' },
  limit: { type: 'string' },
  all: { type: 'boolean', default: false },
} as const;

const replaying = {
  ...selecting,
  'dry-run': { type: 'boolean', default: false },
  rate: { type: 'string' },
  edit: { type: 'boolean', default: false },
  body: { type: 'string' },
  'from-export': { type: 'string' },
} as const;
const discarding = {
  ...selecting,
  yes: { type: 'boolean', short: 'y', default: false },
  'export-to': { type: 'string' },
} as const;
const exporting = { ...selecting, to: { type: 'string' } } as const;

/** @throws UsageError */
export function parseArguments([command, ...args]: readonly string[]): Options {
  switch (command) {
    case undefined:
    case 'help':
    case '-h':
    case '--help':
      return { command: 'help' };
    case 'list':
    case 'groups':
    case 'show': {
      const { values, positionals } = parse(args, selecting);
      if (values.help) return { command: 'help' };
      const filters = filtersOf(values, positionals);
      if (command === 'show' && filters.ids.length !== 1)
        throw new UsageError(`show: expected one ID, got ${positionals.length}`);
      if (command !== 'show' && filters.ids.length > 0)
        throw new UsageError(
          `${command}: expected filters only, got "${positionals[0]}" (show ID shows one)`,
        );
      return { command, ...commonOf(values), filters };
    }
    case 'replay':
      return parseReplay(args);
    case 'discard': {
      const { values, positionals } = parse(args, discarding);
      if (values.help) return { command: 'help' };
      return {
        command,
        ...commonOf(values),
        filters: narrowed(command, filtersOf(values, positionals), values.all),
        yes: values.yes,
        exportTo: path('export-to', values['export-to']),
      };
    }
    case 'export': {
      const { values, positionals } = parse(args, exporting);
      if (values.help) return { command: 'help' };
      const filters = narrowed(command, filtersOf(values, positionals), values.all);
      return { command, ...commonOf(values), filters, to: path('to', values.to) };
    }
    default:
      throw new UsageError(`expected list, groups, show, replay, discard or export, got "${command}"`);
  }
}

function parseReplay(args: readonly string[]): Options {
  const command = 'replay';
  const { values, positionals } = parse(args, replaying);
  if (values.help) return { command: 'help' };
  const filters = filtersOf(values, positionals);
  const edited = editedOf(values);
  const fromExport = path('from-export', values['from-export']);
  if (edited && filters.ids.length !== 1)
    throw new UsageError(`replay: an edited event needs one ID, got ${filters.ids.length}`);
  if (fromExport !== undefined && (edited || positionals.length > 0))
    throw new UsageError('replay: expected either --from-export FILE, or an ID or filters, got both');
  return {
    command,
    ...commonOf(values),
    filters: fromExport === undefined ? narrowed(command, filters, values.all) : filters,
    dryRun: values['dry-run'],
    rate: positive('rate', values.rate),
    edited,
    fromExport,
  };
}

function editedOf(values: { edit: boolean; body?: string }): ReplayOptions['edited'] {
  const file = path('body', values.body);
  if (values.edit && file !== undefined) throw new UsageError('expected --edit or --body FILE, got both');
  if (file !== undefined) return { from: 'file', path: file };
  return values.edit ? { from: 'editor' } : undefined;
}

function parse<Config extends ParseArgsOptionsConfig>(args: readonly string[], options: Config) {
  try {
    return parseArgs({ args: [...args], options, allowPositionals: true });
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
}

function commonOf(values: {
  'amqp-url'?: string;
  'queue-prefix'?: string;
  data?: string;
  json: boolean;
}): Common {
  return {
    amqpUrl: path('amqp-url', values['amqp-url']),
    queuePrefix: values['queue-prefix'],
    data: path('data', values.data),
    json: values.json,
  };
}

interface FilterFlags {
  readonly group?: string;
  readonly queue?: string[];
  readonly code?: string;
  readonly job?: string;
  readonly since?: string;
  readonly until?: string;
  readonly limit?: string;
}

function filtersOf(values: FilterFlags, positionals: readonly string[]): Filters {
  return {
    ids: positionals.map((id) => prefix('ID', id, /^[0-9a-f]{4,12}$/, '4 to 12 hex digits')),
    group: values.group && prefix('--group', values.group, /^[0-9a-f]{4,8}$/, '4 to 8 hex digits'),
    queues: values.queue ?? [],
    code: values.code,
    job:
      values.job && prefix('--job', values.job, /^[0-9a-f-]{4,36}$/, 'a job id, or 4 or more digits of it'),
    since: values.since === undefined ? undefined : parseMoment('since', values.since),
    until: values.until === undefined ? undefined : parseMoment('until', values.until),
    limit: positive('limit', values.limit),
  };
}

/** Nobody is to empty everything by a word that was forgotten. */
function narrowed(command: string, filters: Filters, all: boolean): Filters {
  const { ids, queues } = filters;
  const others = { ...filters, ids: undefined, queues: undefined, limit: undefined };
  const isNarrow =
    ids.length > 0 || queues.length > 0 || Object.values(others).some((value) => value !== undefined);
  if (!isNarrow && !all)
    throw new UsageError(`${command}: expected an ID, a filter or --all, got none of them`);
  if (isNarrow && all) throw new UsageError(`${command}: expected --all or something narrower, got both`);
  return filters;
}

function prefix(what: string, given: string, form: RegExp, expected: string): string {
  const lower = given.toLowerCase();
  if (!form.test(lower)) throw new UsageError(`${what}: expected ${expected}, got "${given}"`);
  return lower;
}

function positive(flag: string, given: string | undefined): number | undefined {
  if (given === undefined) return undefined;
  const value = Number(given);
  const isWhole = flag === 'rate' || Number.isInteger(value);
  if (!(value > 0) || !isWhole || !Number.isFinite(value))
    throw new UsageError(
      `--${flag}: expected a ${flag === 'rate' ? '' : 'whole '}number above 0, got "${given}"`,
    );
  return value;
}

function path(flag: string, given: string | undefined): string | undefined {
  if (given === '') throw new UsageError(`--${flag}: expected a value, got nothing`);
  return given;
}
