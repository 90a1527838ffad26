import { format } from 'node:util';
import { classOf, describeError, isError, read } from './describe-error.js';

/** What is deeper, wider, more or longer tells nothing in a line. */
const deepest = 6;
const widest = 50;
const mostValues = 500;
const longestText = 8_000;

/** Never in a log. Names are compared without case, `-` and `_`; what ends with one of these is one: `X-Api-Key`, `accessToken`. */
const secretEndings = /(secret|secretkeys?|privatekey|apikey|password|token|signature|authorization|cookie)$/;
/** Nor what was said, or named by people. */
const ofPeople = new Set([
  ...['title', 'filename', 'transcript', 'segments', 'utterances', 'words', 'text', 'prompt'],
  ...['speakernames', 'metadata'],
]);
const urls = /(url|uri|href)$/;

const controlCharacter = /[^\P{Cc}\t\n]/u;
const controlCharacters = /[^\P{Cc}\t\n]/gu;

interface Budget {
  left: number;
}

/**
 * What is logged as plain data, in one pass: secrets are redacted wherever they stand, of URLs stays what is no secret, of errors
 * what `describeError` says, of what is no plain data its class. An object becomes the fields of the line. Never throws, whatever
 * it is given.
 */
export function presentable(logged: unknown): unknown {
  if (isError(logged)) return { err: describeThrown(logged) };
  const reduced = plain(logged, 0, { left: mostValues });
  const isObject = typeof logged === 'object' && logged !== null;
  return isObject && typeof reduced !== 'object' ? { value: reduced } : reduced;
}

/** As it may be shown on a terminal: neither without an end, nor able to steer it. */
function shown(text: string): string {
  const short = text.length > longestText ? `${text.slice(0, longestText)}…` : text;
  if (!controlCharacter.test(short)) return short;
  return short.replace(
    controlCharacters,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

function plain(value: unknown, depth: number, budget: Budget): unknown {
  budget.left -= 1;
  switch (typeof value) {
    case 'string':
      return shown(value);
    case 'number':
    case 'boolean':
    case 'undefined':
      return value;
    case 'object':
      if (value === null) return null;
      if (depth > deepest || budget.left < 0) return '[…]';
      try {
        return plainObject(value, depth, budget);
      } catch {
        return '[unreadable]'; // a proxy may refuse everything
      }
    default:
      return typeof value === 'bigint' ? String(value) : `[${typeof value}]`;
  }
}

function plainObject(value: object, depth: number, budget: Budget): unknown {
  if (isError(value)) return describeThrown(value);
  if (Array.isArray(value)) return plainList(value, depth, budget);
  const prototype: unknown = Object.getPrototypeOf(value);
  const isPlain = prototype === null || Object.getPrototypeOf(prototype) === null;
  if (isPlain) return plainFields(value, depth, budget);
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? 'Invalid Date' : value.toISOString();
  return value instanceof URL ? withoutSecrets(value.href) : `[${classOf(value)}]`;
}

function plainList(list: readonly unknown[], depth: number, budget: Budget): unknown[] {
  const items = list.slice(0, widest).map((item) => plain(item, depth + 1, budget));
  return list.length > widest ? [...items, `${list.length - widest} more`] : items;
}

function plainFields(owner: object, depth: number, budget: Budget): object {
  const names = Object.keys(owner);
  const fields: Record<string, unknown> = {};
  for (const name of names.length > widest ? names.slice(0, widest) : names)
    fields[name] = plainField(name, read(owner, name), depth, budget);
  if (names.length > widest) fields['…'] = `${names.length - widest} more`;
  return fields;
}

function plainField(name: string, value: unknown, depth: number, budget: Budget): unknown {
  if (value === undefined || value === null) return value;
  const treatment = treatmentOf(name);
  if (treatment === 'secret') return '[redacted]';
  if (treatment === 'error') return describeThrown(value);
  if (treatment === 'url' && typeof value === 'string') return withoutSecrets(value);
  return plain(value, depth + 1, budget);
}

/** `err` is what was thrown, which need not be an error. */
function describeThrown(thrown: unknown): object {
  if (isError(thrown)) {
    const { type, code, message, stack } = describeError(thrown);
    const plainCode = typeof code === 'string' ? shown(code) : code;
    return { type, code: plainCode, message: shown(message), stack: shown(stack) };
  }
  const message = typeof thrown === 'object' ? read(thrown, 'message') : format('%s', thrown);
  return { type: classOf(thrown), message: typeof message === 'string' ? shown(message) : '' };
}

/** Names and passwords, queries and fragments hold what lets in. */
function withoutSecrets(text: string): string {
  if (!/[?#@]/.test(text)) return shown(text);
  if (!URL.canParse(text))
    return text.includes('@') ? '[redacted]' : `${shown(text.split(/[?#]/, 1)[0]!)}?[redacted]`;
  const { protocol, host, pathname, search, hash } = new URL(text);
  return shown(`${protocol}//${host}${pathname}${search || hash ? '?[redacted]' : ''}`);
}

type Treatment = 'plain' | 'secret' | 'url' | 'error';

/** Names come from code, so there are few; the cap is for objects of others that get into a line. */
const treatments = new Map<string, Treatment>([['err', 'error']]);
const mostNames = 1_000;

function treatmentOf(name: string): Treatment {
  const known = treatments.get(name);
  if (known !== undefined) return known;
  const compared = name.toLowerCase().replaceAll(/[-_]/g, '');
  const isSecret = secretEndings.test(compared) || ofPeople.has(compared);
  const treatment = isSecret ? 'secret' : urls.test(compared) ? 'url' : 'plain';
  if (treatments.size < mostNames) treatments.set(name, treatment);
  return treatment;
}
