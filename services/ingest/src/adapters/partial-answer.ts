/** How a recording is had in parts (RFC 9110, 13.1.5 and 14). */
import type { Continuation } from '../fetch/recording-source.js';

interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, unknown>>;
}

/** Whoever knows nothing of ranges, or has another version, answers with all of it. */
export function askingFor({ offset, version }: Continuation): Readonly<Record<string, string>> {
  return { range: `bytes=${offset}-`, 'if-range': version };
}

/** Whether the answer is what comes after the bytes that are here. */
export function goesOn({ status, headers }: Answer, { offset, version }: Continuation): boolean {
  const { 'content-range': range, etag = version } = headers;
  return status === 206 && String(range).startsWith(`bytes ${offset}-`) && etag === version;
}

/** Whether it is neither that nor the whole: the server may have ignored `If-Range`. */
export function isOfNoUse(answer: Answer, from: Continuation): boolean {
  return answer.status === 416 || (answer.status === 206 && !goesOn(answer, from));
}

/** What names the version of a whole answer, if a part of that can be asked for; a weak tag is not good enough for that. */
export function versionIn({ headers }: Answer): string | undefined {
  const { 'accept-ranges': ranges, etag } = headers;
  return ranges === 'bytes' && typeof etag === 'string' && etag.startsWith('"') ? etag : undefined;
}
