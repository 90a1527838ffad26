import { createHash } from 'node:crypto';
import type { Job } from '../job.js';

/**
 * The strong `ETag` of a job: what was recorded of it last, and a hash of the body. The place in the queue and the estimate
 * change without anything being recorded, so they change the second part only: whoever waits for news waits for the first.
 */
export function entityTagOf({ lastSequence }: Job, body: string): string {
  return `"${lastSequence}-${createHash('sha256').update(body).digest('base64url').slice(0, 22)}"`;
}

/** What `If-None-Match` says (RFC 9110 §13.1.2, compared weakly): `*` as itself; empty when the header is not there. */
export function tagsOf(ifNoneMatch: string | undefined): readonly string[] {
  if (ifNoneMatch?.trim() === '*') return ['*'];
  return [...(ifNoneMatch ?? '').matchAll(/(?:W\/)?("[\x21\x23-\x7e]*")/g)].map(([, tag]) => tag!);
}

export function matches(tags: readonly string[], entityTag: string): boolean {
  return tags.includes('*') || tags.includes(entityTag);
}

/** Whether nothing was recorded of the job since one of these tags was given out. */
export function knows(tags: readonly string[], { lastSequence }: Job): boolean {
  return tags.some((tag) => tag.startsWith(`"${lastSequence}-`));
}
