import { expect, test } from 'vitest';
import { JobCursors } from './job-cursor.js';

const cursors = new JobCursors('internal-token-internal-token-internal');
const position = { createdAt: '2026-11-20T09:00:00.123456Z', id: '7c9e6679-7425-40de-944b-e07fc1f90ae7' };
const filter = { status: 'failed' };
const cursor = cursors.cursorAt(position, 'cms', filter);

test('leads back to where it was made, in every gateway', () => {
  expect(cursors.positionAt(cursor, 'cms', filter)).toEqual(position);
  expect(new JobCursors('internal-token-internal-token-internal').positionAt(cursor, 'cms', filter)).toEqual(
    position,
  );
});

test.each([
  ['of another owner', cursor, 'other', filter],
  ['of other filters', cursor, 'cms', {}],
  ['of another lane', cursor, 'cms', { ...filter, lane: 'bulk' }],
  ['with another position', cursor.replace(/^./, 'X'), 'cms', filter],
  ['with another signature', `${cursor.slice(0, -1)}~`, 'cms', filter],
  ['without a signature', cursor.split('.')[0]!, 'cms', filter],
  ['with letters that are no ASCII', `${cursor.slice(0, -1)}€`, 'cms', filter],
  ['made of nothing', '', 'cms', filter],
  ['made up', 'eyJhIjoxfQ', 'cms', filter],
])('a cursor %s is refused', (_, given, owner, filters) => {
  expect(() => cursors.positionAt(given, owner, filters)).toThrow(
    expect.objectContaining({
      code: 'INVALID_REQUEST',
      faults: [expect.objectContaining({ pointer: '/cursor' })],
    }),
  );
});
