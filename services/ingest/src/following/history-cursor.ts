import { RejectedRequest } from '@meeting-intelligence/http';

/** Behind the entry with this number the next page of the history begins. It is good for that job alone, and says nothing to clients. */
export function cursorAt(sequence: number, jobId: string): string {
  return Buffer.from(`${jobId} ${sequence}`).toString('base64url');
}

/** @throws RejectedRequest for what is no cursor of this history */
export function sequenceAt(cursor: string, jobId: string): number {
  const [, id, sequence = ''] =
    /^(\S{36}) ([1-9]\d{0,8})$/.exec(Buffer.from(cursor, 'base64url').toString()) ?? [];
  if (id === jobId && cursorAt(Number(sequence), jobId) === cursor) return Number(sequence);
  const detail = 'expected next_cursor of the page before, of the same job';
  throw new RejectedRequest('INVALID_REQUEST', `cursor: ${detail}`, {
    faults: [{ pointer: '/cursor', code: 'invalid', detail }],
  });
}
