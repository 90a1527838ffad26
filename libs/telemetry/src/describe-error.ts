import { types } from 'node:util';

export interface DescribedError {
  readonly type: string;
  readonly code?: string | number;
  readonly message: string;
  readonly stack: string;
}

/** More causes than this tell nothing new. */
const mostErrors = 10;
/** What a code looks like, of ours as of Node's and of drivers: anything else that stands there may be anybody's words. */
const plainCode = /^[A-Z][A-Z0-9_]{1,59}$/;
const plainName = /^[A-Za-z_$][\w$]{0,59}$/;

/**
 * An error as it may stand in a log. Nothing else of what it carries: TypeORM puts the parameters of a statement on its
 * errors, our own ones carry checkpoints. Never throws, whatever it is given.
 */
export function describeError(error: Error): DescribedError {
  const code = read(error, 'code');
  return {
    type: classOf(error),
    code: typeof code === 'string' || typeof code === 'number' ? code : undefined,
    message: textOf(read(error, 'message')),
    stack: stackOf(error),
  };
}

/** With the stacks of the causes: an UNEXPECTED error says nothing without what was thrown. */
export function stackOf(error: Error): string {
  const told = new Set<Error>();
  const stacks: string[] = [];
  const tell = (thrown: unknown) => {
    if (!isError(thrown) || told.has(thrown) || told.size === mostErrors) return;
    told.add(thrown);
    stacks.push(textOf(read(thrown, 'stack') ?? read(thrown, 'message')));
    const errors = read(thrown, 'errors');
    for (const cause of Array.isArray(errors) ? errors.slice(0, mostErrors) : []) tell(cause);
    tell(read(thrown, 'cause'));
  };
  tell(error);
  return stacks.join('\ncaused by ');
}

/** The code of an error where it has a plain one, for spans and metrics. */
export function codeOf(error: unknown): string | undefined {
  const code = read(error, 'code');
  return typeof code === 'string' && plainCode.test(code) ? code : undefined;
}

/** The name of its class, or of its type where it has none. */
export function classOf(value: unknown): string {
  if (typeof value !== 'object') return typeof value;
  const name = read(read(value, 'constructor'), 'name');
  if (typeof name === 'string' && plainName.test(name)) return name;
  return isError(value) ? 'Error' : 'object';
}

/** Also of another realm. */
export function isError(value: unknown): value is Error {
  try {
    return value instanceof Error || types.isNativeError(value);
  } catch {
    return false;
  }
}

/** A property of whatever it is, or undefined: a getter may throw. */
export function read(owner: unknown, name: string): unknown {
  try {
    return (owner as Record<string, unknown> | null | undefined)?.[name];
  } catch {
    return undefined;
  }
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
