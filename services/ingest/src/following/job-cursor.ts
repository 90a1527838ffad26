import { createHmac, hkdfSync, timingSafeEqual } from 'node:crypto';
import { RejectedRequest } from '@meeting-intelligence/http';
import type { JobFilter, ListPosition } from './job-list.js';

/**
 * Cursors of the list of jobs. Each is signed, and good only for the owner and the filters it was made for: a page that
 * goes on somewhere else would look whole and be none.
 */
export class JobCursors {
  private readonly key: Buffer;

  /** `secret` is something that all gateways share; the key is made of it. */
  constructor(secret: string) {
    this.key = Buffer.from(hkdfSync('sha256', secret, '', 'cursors of the list of jobs', 32));
  }

  cursorAt({ createdAt, id }: ListPosition, owner: string, filter: JobFilter): string {
    const position = Buffer.from(`${createdAt} ${id}`).toString('base64url');
    return `${position}.${this.signature(position, owner, filter)}`;
  }

  /** @throws RejectedRequest for one that is forged, of another owner, or of a list with other filters */
  positionAt(cursor: string, owner: string, filter: JobFilter): ListPosition {
    const [position = '', signature = ''] = cursor.split('.');
    const expected = this.signature(position, owner, filter);
    const isOurs =
      signature.length === expected.length &&
      timingSafeEqual(Buffer.from(signature, 'latin1'), Buffer.from(expected, 'latin1'));
    const [createdAt, id] = Buffer.from(position, 'base64url').toString().split(' ');
    if (isOurs && createdAt !== undefined && id !== undefined) return { createdAt, id };
    const detail = 'expected next_cursor of the page before, with the same filters';
    throw new RejectedRequest('INVALID_REQUEST', `cursor: ${detail}`, {
      faults: [{ pointer: '/cursor', code: 'invalid', detail }],
    });
  }

  private signature(position: string, owner: string, filter: JobFilter): string {
    const { status, lane, externalId, createdAfter, createdBefore } = filter;
    const given = [position, owner, status, externalId, createdAfter, createdBefore];
    // What builds before lanes signed stays good.
    const signed = JSON.stringify(lane === undefined ? given : [...given, lane]);
    return createHmac('sha256', this.key).update(signed).digest('base64url').slice(0, 22);
  }
}
