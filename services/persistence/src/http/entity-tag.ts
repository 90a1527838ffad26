import { createHash } from 'node:crypto';

/** A strong tag (RFC 9110 §8.8.3): the same bytes in the same media type have the same one, in every process. */
export function entityTag(mediaType: string, body: string): string {
  return `"${createHash('sha256').update(`${mediaType}\n`).update(body).digest('base64url')}"`;
}
