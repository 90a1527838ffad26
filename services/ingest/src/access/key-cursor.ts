import { RejectedRequest } from '@meeting-intelligence/http';
import type { KeyPosition } from './api-keys.js';

/** Says nothing to clients: where they go on is our business. */
export function cursorAt({ createdAt, id }: KeyPosition): string {
  return Buffer.from(`${createdAt.toISOString()} ${id}`).toString('base64url');
}

/** @throws RejectedRequest for what is no cursor of ours */
export function positionAt(cursor: string): KeyPosition {
  const [, time = '', id = ''] =
    /^(\S+) ([0-9A-Za-z]{16})$/.exec(Buffer.from(cursor, 'base64url').toString()) ?? [];
  const createdAt = new Date(time);
  const position = { createdAt, id };
  if (!Number.isNaN(createdAt.getTime()) && cursorAt(position) === cursor) return position;
  const detail = 'expected next_cursor of the page before';
  throw new RejectedRequest('INVALID_REQUEST', `cursor: ${detail}`, {
    faults: [{ pointer: '/cursor', code: 'invalid', detail }],
  });
}
