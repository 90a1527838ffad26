import { parseArgs, type ParseArgsOptionsConfig } from 'node:util';
import { UsageError } from './usage-error.js';

export interface AddressOptions {
  readonly url?: string;
  readonly key?: string;
  readonly data?: string;
}

interface Common extends AddressOptions {
  readonly json: boolean;
}

export interface SubmitCommand extends Common {
  readonly command: 'submit';
  /** A path, or an address for the service to fetch. */
  readonly recording: string;
  readonly wait: boolean;
  /** One of its own if it is not given. */
  readonly idempotencyKey?: string;
  /** Name → value, as the API names them. */
  readonly fields: Readonly<Record<string, string | number | object>>;
}

export interface BatchCommand extends Common {
  readonly command: 'batch';
  /** A file that lists recordings. */
  readonly list: string;
  readonly lane: Lane;
}

export interface LookCommand extends Common {
  readonly command: 'status' | 'watch' | 'result' | 'retry';
  readonly id: string;
}

export interface TraceCommand extends Common {
  readonly command: 'trace';
  readonly id: string;
  readonly follow: boolean;
  /** Where traces are looked at; JAEGER_URL if left out. */
  readonly jaegerUrl?: string;
}

export interface DeleteCommand extends Common {
  readonly command: 'delete';
  readonly id: string;
  /** Whether nobody is to be asked. */
  readonly yes: boolean;
}

export interface CaptionsCommand extends Common {
  readonly command: 'captions';
  readonly id: string;
  readonly format: CaptionFormat;
}

const captionFormats = ['vtt', 'srt', 'txt', 'md'] as const;
export type CaptionFormat = (typeof captionFormats)[number];

const lanes = ['bulk', 'interactive'] as const;
export type Lane = (typeof lanes)[number];

export type Command =
  | SubmitCommand
  | BatchCommand
  | LookCommand
  | TraceCommand
  | CaptionsCommand
  | DeleteCommand
  | { readonly command: 'help' };

const everywhere = {
  url: { type: 'string' },
  key: { type: 'string' },
  data: { type: 'string' },
  json: { type: 'boolean', default: false },
  help: { type: 'boolean', short: 'h', default: false },
} as const;

const submitting = {
  ...everywhere,
  wait: { type: 'boolean', default: false },
  title: { type: 'string' },
  language: { type: 'string' },
  'recorded-at': { type: 'string' },
  speakers: { type: 'string' },
  metadata: { type: 'string' },
  'webhook-url': { type: 'string' },
  'webhook-secret': { type: 'string' },
  'idempotency-key': { type: 'string' },
  field: { type: 'string', multiple: true },
} as const;

/** @throws UsageError */
export function parseArguments([command, ...args]: readonly string[]): Command {
  switch (command) {
    case undefined:
    case 'help':
    case '-h':
    case '--help':
      return { command: 'help' };
    case 'submit':
      return parseSubmit(args);
    case 'status':
    case 'watch':
    case 'result':
    case 'retry': {
      const { values, positionals } = parse(args, everywhere);
      if (values.help) return { command: 'help' };
      return { command, ...commonOf(values), id: one(command, 'id', positionals) };
    }
    case 'trace': {
      const { values, positionals } = parse(args, {
        ...everywhere,
        follow: { type: 'boolean', default: false },
        jaeger: { type: 'string' },
      });
      if (values.help) return { command: 'help' };
      const jaegerUrl = values.jaeger === undefined ? undefined : webAddress('--jaeger', values.jaeger);
      const id = one(command, 'id', positionals);
      return { command, ...commonOf(values), id, follow: values.follow, jaegerUrl };
    }
    case 'delete': {
      const { values, positionals } = parse(args, {
        ...everywhere,
        yes: { type: 'boolean', default: false },
      });
      if (values.help) return { command: 'help' };
      return { command, ...commonOf(values), id: one(command, 'id', positionals), yes: values.yes };
    }
    case 'batch': {
      const { values, positionals } = parse(args, {
        ...everywhere,
        lane: { type: 'string', default: 'bulk' },
      });
      if (values.help) return { command: 'help' };
      const lane = lanes.find((each) => each === values.lane);
      if (!lane) throw new UsageError(`batch: expected --lane ${lanes.join('|')}, got "${values.lane}"`);
      return { command, ...commonOf(values), list: one(command, 'list', positionals), lane };
    }
    case 'captions': {
      const { values, positionals } = parse(args, { ...everywhere, format: { type: 'string' } });
      if (values.help) return { command: 'help' };
      const format = captionFormats.find((each) => each === values.format);
      if (!format)
        throw new UsageError(
          `captions: expected --format ${captionFormats.join('|')}, got "${values.format ?? ''}"`,
        );
      return { command, ...commonOf(values), id: one(command, 'id', positionals), format };
    }
    default:
      throw new UsageError(
        `expected submit, batch, status, watch, trace, retry, result, captions or delete, got "${command}"`,
      );
  }
}

function parseSubmit(args: readonly string[]): Command {
  const { values, positionals } = parse(args, submitting);
  if (values.help) return { command: 'help' };
  const given = {
    title: values.title,
    language: values.language,
    recorded_at: values['recorded-at'],
    speakers_expected: values.speakers === undefined ? undefined : wholeNumber(values.speakers),
    metadata: values.metadata === undefined ? undefined : jsonObject(values.metadata),
    webhook_url: values['webhook-url'],
    webhook_secret: values['webhook-secret'],
    ...Object.fromEntries((values.field ?? []).map(fieldOf)),
  };
  const fields = Object.entries(given).filter(([, value]) => value !== undefined);
  return {
    command: 'submit',
    ...commonOf(values),
    recording: one('submit', 'recording', positionals),
    wait: values.wait,
    idempotencyKey: values['idempotency-key'],
    fields: Object.fromEntries(fields) as SubmitCommand['fields'],
  };
}

function parse<Config extends ParseArgsOptionsConfig>(args: readonly string[], options: Config) {
  try {
    return parseArgs({ args: [...args], options, allowPositionals: true });
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
}

function one(command: string, what: string, positionals: readonly string[]): string {
  const [value] = positionals;
  if (positionals.length !== 1 || !value)
    throw new UsageError(`${command}: expected one ${what}, got ${positionals.length}`);
  return value;
}

function commonOf({ url, key, data, json }: AddressOptions & { readonly json: boolean }): Common {
  for (const [name, value] of Object.entries({ url, key, data }))
    if (value === '') throw new UsageError(`--${name}: expected a value, got nothing`);
  return { url, key, data, json };
}

/** @throws UsageError */
export function webAddress(name: string, given: string): string {
  const protocol = URL.canParse(given) ? new URL(given).protocol : '';
  if (protocol !== 'http:' && protocol !== 'https:')
    throw new UsageError(`${name}: expected a URL such as http://localhost:16686, got "${given}"`);
  return given;
}

function wholeNumber(given: string): number {
  if (!/^\d{1,3}$/.test(given)) throw new UsageError(`--speakers: expected a whole number, got "${given}"`);
  return Number(given);
}

function jsonObject(given: string): object {
  try {
    const value: unknown = JSON.parse(given);
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value;
  } catch {
    // Told below, as is JSON that is no object.
  }
  throw new UsageError(`--metadata: expected a JSON object, got ${given}`);
}

/** JSON where it is a list or an object, as an option of several values is. */
function fieldOf(given: string): [name: string, value: unknown] {
  const [, name, value] = /^([a-z_]+)=([^]+)$/.exec(given) ?? [];
  if (name === undefined || value === undefined)
    throw new UsageError(`--field: expected NAME=VALUE, got "${given}"`);
  // As JSON has it, which a large file and a URL go with; a form has its own way to say the same.
  if (name === 'analyses' && !value.startsWith('[')) return [name, value.split(',')];
  if (name === 'speakers_expected') return [name, wholeNumber(value)];
  try {
    return [name, /^[[{]/.test(value) ? JSON.parse(value) : value];
  } catch {
    throw new UsageError(`--field ${name}: expected JSON after a bracket, got ${value}`);
  }
}
