/** Where uploads are kept. */
export const recordings = 'recordings/';

export function recordingKey(jobId: string): string {
  return `${recordings}${jobId}`;
}

export function jobIdIn(key: string): string {
  return key.slice(recordings.length);
}
