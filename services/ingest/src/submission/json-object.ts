const maxDepth = 20;
/** Keys that change an object instead of standing in it once somebody merges it carelessly. */
const dangerousKeys = new Set(['__proto__', 'constructor', 'prototype']);

export interface JsonFault {
  /** The keys and indexes that lead to it; none for the value as a whole. */
  readonly path: readonly string[];
  readonly detail: string;
}

/**
 * What keeps a parsed JSON value from being an object that PostgreSQL and every JSON reader down the line can take and give
 * back unaltered. Of duplicate keys the last one counts (RFC 8259 §4).
 */
export function faultOfObject(value: unknown): JsonFault | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    return { path: [], detail: 'expected a JSON object' };
  return faultIn(value, []);
}

function faultIn(value: unknown, path: readonly string[]): JsonFault | undefined {
  const detail = faultOf(value, path.length + 1);
  if (detail) return { path, detail };
  if (typeof value !== 'object' || value === null) return undefined;
  for (const [key, member] of Object.entries(value)) {
    const inner = [...path, key];
    const keyDetail = dangerousKeys.has(key) ? `expected no key named ${key}` : faultOfText(key);
    const fault = keyDetail ? { path: inner, detail: keyDetail } : faultIn(member, inner);
    if (fault) return fault;
  }
  return undefined;
}

function faultOf(value: unknown, depth: number): string | undefined {
  if (depth > maxDepth) return `expected at most ${maxDepth} levels`;
  if (typeof value === 'string') return faultOfText(value);
  return typeof value === 'number' ? faultOfNumber(value) : undefined;
}

function faultOfNumber(value: number): string | undefined {
  if (!Number.isFinite(value)) return 'expected no number beyond double precision';
  if (Number.isInteger(value) && !Number.isSafeInteger(value))
    return 'expected no whole number beyond 2^53; send it as a string';
  return undefined;
}

function faultOfText(text: string): string | undefined {
  if (text.includes('\0')) return 'expected no NUL character (\\u0000)';
  if (!text.isWellFormed()) return 'expected no lone surrogate';
  return undefined;
}
