const maxDepth = 20;
/** Keys that change an object instead of standing in it once somebody merges it carelessly. */
const dangerousKeys = new Set(['__proto__', 'constructor', 'prototype']);

/**
 * JSON text as an object that PostgreSQL and every JSON reader down the line can take; or, as a string, what is wrong
 * with it. Of duplicate keys the last one counts (RFC 8259 §4).
 */
export function jsonObject(text: string): Record<string, unknown> | string {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return 'expected a JSON object, got text that is not JSON';
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return 'expected a JSON object';
  return faultOf(value, 1) ?? (value as Record<string, unknown>);
}

function faultOf(value: unknown, depth: number): string | undefined {
  if (depth > maxDepth) return `expected at most ${maxDepth} levels`;
  if (typeof value === 'string') return faultOfText(value);
  if (typeof value === 'number' && !Number.isFinite(value))
    return 'expected no number beyond double precision';
  if (typeof value !== 'object' || value === null) return undefined;
  for (const [key, member] of Object.entries(value)) {
    if (dangerousKeys.has(key)) return `expected no key named ${key}`;
    const fault = faultOfText(key) ?? faultOf(member, depth + 1);
    if (fault) return fault;
  }
  return undefined;
}

function faultOfText(text: string): string | undefined {
  if (text.includes('\0')) return 'expected no NUL character (\\u0000)';
  if (!text.isWellFormed()) return 'expected no lone surrogate';
  return undefined;
}
