/** How a recording is had in parts (RFC 9110, 13.1.5 and 14). */
import type { Continuation } from '../recording-source.js';

interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, unknown>>;
}

/** What an answer holds; undefined where only its end says how much that is. */
export interface Part {
  readonly sizeBytes: number | undefined;
  /** Of the whole recording. */
  readonly totalBytes: number | undefined;
}

/** The first bytes of what comes after those that are here, often all of it. */
export type Rest = { readonly [Name in keyof Part]-?: number };

/** Of the 4xx those that ask to come again. */
export const notNow: ReadonlySet<number> = new Set([408, 425, 429]);

/** Whoever knows nothing of ranges, or has another version, answers with all of it. */
export function askingFor({ offset, version }: Continuation): Readonly<Record<string, string>> {
  return { range: `bytes=${offset}-`, 'if-range': version };
}

export function wholeIn({ headers }: Answer): Part {
  const { 'content-length': length } = headers;
  const totalBytes = length === undefined ? undefined : Number(length);
  return { sizeBytes: totalBytes, totalBytes };
}

/**
 * What comes after the bytes that are here, if the answer is that. It has to name the version (RFC 9110, 15.3.7) and a total,
 * as a server may give less than it was asked for.
 */
export function partIn({ status, headers }: Answer, from: Continuation): Rest | undefined {
  const { 'content-range': range, etag } = headers;
  const [, first, last, total] = (/^bytes (\d+)-(\d+)\/(\d+)$/i.exec(String(range)) ?? []).map(Number);
  if (status !== 206 || etag !== from.version || first !== from.offset) return undefined;
  if (last! < first || last! >= total! || !isTotalOf(from, total!)) return undefined;
  return { sizeBytes: last! - first + 1, totalBytes: total! };
}

/** Whether there is nothing after the bytes that are here: they are all. */
export function isAtEnd({ status, headers }: Answer, from: Continuation): boolean {
  const { 'content-range': range, etag = from.version } = headers;
  const total = Number(/^bytes \*\/(\d+)$/i.exec(String(range))?.[1]);
  return status === 416 && etag === from.version && total === from.offset && isTotalOf(from, total);
}

/**
 * Whether it is neither of the two nor the whole: the server may have ignored `If-Range`, or its URL was good for one request.
 * Asked for the whole it says whether there is no more to be had at all.
 */
export function isOfNoUse(answer: Answer, from: Continuation): boolean {
  const { status } = answer;
  if (status === 206) return !partIn(answer, from);
  return status >= 400 && status < 500 && !notNow.has(status) && !isAtEnd(answer, from);
}

/** What names the version of a whole answer, if a part of that can be asked for; a weak tag is not good enough for that. */
export function versionIn({ headers }: Answer): string | undefined {
  const { 'accept-ranges': ranges, etag } = headers;
  return ranges === 'bytes' && typeof etag === 'string' && etag.startsWith('"') ? etag : undefined;
}

function isTotalOf({ totalBytes }: Continuation, total: number): boolean {
  return Number.isSafeInteger(total) && (totalBytes ?? total) === total;
}
