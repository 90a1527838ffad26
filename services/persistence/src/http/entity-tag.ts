import { createHash } from 'node:crypto';

/** A strong tag (RFC 9110 §8.8.3): the same bytes in the same media type have the same one, in every process. */
export function entityTag(mediaType: string, body: string): string {
  return `"${createHash('sha256').update(`${mediaType}\n`).update(body).digest('base64url')}"`;
}

/** Whether `If-None-Match` names the tag; weak tags count as well (RFC 9110 §13.1.2). */
export function isNamed(tag: string, ifNoneMatch: string | undefined): boolean {
  if (ifNoneMatch === undefined) return false;
  const named: readonly string[] = ifNoneMatch.match(/"[^"]*"/g) ?? [];
  return ifNoneMatch.trim() === '*' || named.includes(tag);
}
