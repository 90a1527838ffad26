import { randomUUID } from 'node:crypto';
import type { ObjectStore } from '@meeting-intelligence/storage';

/** Where uploads are kept: `recordings/<job>`. */
const recordings = 'recordings/';
/** Where everything is that was fetched for a job: `fetched/<job>/<uuid>`, the recording and what was got of it so far. */
const fetched = 'fetched/';

/** Where an upload is whose request takes over from one that died: `resubmitted/<job>/<uuid>`. */
const resubmitted = 'resubmitted/';

/** All that may be of a recording begins like this. */
export const recordingRoots: readonly string[] = [recordings, fetched, resubmitted];

export function recordingKey(jobId: string): string {
  return `${recordings}${jobId}`;
}

/** Each attempt of a request to submit a job has its own: none writes, nor throws away, the file of another. */
export function attemptKey(jobId: string, attemptId: string): string {
  return attemptId === jobId ? recordingKey(jobId) : `${resubmitted}${jobId}/${attemptId}`;
}

/** Another one each time: two that fetch for one job at once never write, nor throw away, the file of the other. */
export function fetchedKey(jobId: string): string {
  return `${fetched}${jobId}/${randomUUID()}`;
}

export function jobIdIn(key: string): string {
  return key.split('/')[1]!;
}

/**
 * Every key under which something of the recording of a job may be.
 *
 * @throws AppError STORAGE_UNAVAILABLE
 */
export async function* recordingKeysOf(
  jobId: string,
  store: Pick<ObjectStore, 'list'>,
): AsyncGenerator<string> {
  yield recordingKey(jobId);
  for (const root of [fetched, resubmitted])
    for await (const { key } of store.list(`${root}${jobId}/`)) yield key;
}
