import { expect, test } from 'vitest';
import { aPublicMeeting, spoken } from '../../test/a-public-meeting.js';
import { plainText } from './plain-text.js';

test('is a paragraph per turn, with its time and its speaker', () => {
  const segments = [
    spoken('This is Robert.'),
    spoken('I open\nthe meeting.', { id: 's2', start_ms: 2_000 }),
    spoken('Hello.', { id: 's3', speaker_id: 'B', speaker: 'Ann', start_ms: 3_725_000 }),
    spoken('\0', { id: 's4' }),
    spoken('Fine.', { id: 's5', speaker_id: 'B', speaker: 'Ann', start_ms: 3_730_000 }),
  ];

  expect(plainText(aPublicMeeting({ segments }))).toBe(
    '[00:00:00] Robert: This is Robert. I open the meeting.\n\n[01:02:05] Ann: Hello. Fine.\n',
  );
});

test('tells speakers of one name apart, and names one whose name is nothing', () => {
  const segments = [
    spoken('a', { speaker: 'Robert' }),
    spoken('b', { id: 's2', speaker_id: 'B', speaker: 'Robert' }),
    spoken('c', { id: 's3', speaker_id: 'C', speaker: '\0' }),
  ];

  expect(plainText(aPublicMeeting({ segments }))).toBe(
    '[00:00:00] Robert: a\n\n[00:00:00] Robert: b\n\n[00:00:00] Speaker C: c\n',
  );
});

test('is empty where nothing was said', () => {
  expect(plainText(aPublicMeeting({ segments: [] }))).toBe('');
});
