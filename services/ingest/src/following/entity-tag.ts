import { createHash } from 'node:crypto';
import type { Job } from '../job.js';

/**
 * The strong `ETag` of a job: what was recorded of it last, and a hash of the body. The place in the queue and the estimate
 * change without anything being recorded, so they change the second part only: whoever waits for news waits for the first.
 */
export function entityTagOf({ lastSequence }: Job, body: string): string {
  return `"${lastSequence}-${createHash('sha256').update(body).digest('base64url').slice(0, 22)}"`;
}

/** Whether nothing was recorded of the job since one of these tags was given out. */
export function knows(tags: readonly string[], { lastSequence }: Job): boolean {
  return tags.some((tag) => tag.startsWith(`"${lastSequence}-`));
}
