import { expect, test } from 'vitest';
import { created, planning } from '../test/meetings.js';
import { meetingText } from './meeting-text.js';

test.each([
  ['2026-11-20T09:00:00Z', '2026-11-20'],
  ['2026-11-20T23:30:00-05:00', '2026-11-20'],
  ['2026-11-20T00:30:00+13:00', '2026-11-20'],
])('takes %s for %s, the date on the wall where the meeting took place', (recordedAt, date) => {
  const { data } = created(planning);

  expect(meetingText({ ...data, meeting: { ...data.meeting, recordedAt } }, 400_000).date).toBe(date);
});
