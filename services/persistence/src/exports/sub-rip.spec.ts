import fc from 'fast-check';
import { expect, test } from 'vitest';
import { anyMeeting, aPublicMeeting, spoken } from '../../test/a-public-meeting.js';
import { parseSubRip } from '../../test/parse-captions.js';
import { cuesOf, type Cue } from './cues.js';
import { subRip } from './sub-rip.js';

test('writes numbered cues with the speaker before the text', () => {
  const segments = [
    spoken('This is Robert.', { start_ms: 500, end_ms: 2_000 }),
    spoken('And I am Ann.', { id: 's2', speaker: 'Ann', start_ms: 363_600_000, end_ms: 363_602_000 }),
  ];

  expect(subRip(aPublicMeeting({ segments }))).toBe(
    `1
00:00:00,500 --> 00:00:02,000
Robert: This is Robert.

2
101:00:00,000 --> 101:00:02,000
Ann: And I am Ann.
`,
  );
});

test('what players take for a tag or for times is written with other characters', () => {
  const segments = [spoken('<b>a</b> --> b {\\an8}', { speaker: '<i>' })];

  expect(subRip(aPublicMeeting({ segments }))).toContain('‹i›: ‹b›a‹/b› --› b (\\an8)\n');
});

test('is an empty file for a meeting where nothing was said', () => {
  expect(subRip(aPublicMeeting({ segments: [] }))).toBe('');
});

test('of any meeting at all a strict parser reads as many cues again, with the same times and lines', () => {
  fc.assert(
    fc.property(anyMeeting, (meeting) => {
      const read = parseSubRip(subRip(meeting));
      expect(read.map(shown)).toEqual(cuesOf(meeting).map(shown).map(withLookAlikes));
    }),
  );
});

function shown({
  startMs,
  endMs,
  speaker,
  lines,
}: Pick<Cue, 'startMs' | 'endMs' | 'speaker' | 'lines'>): string {
  return `${startMs} ${endMs} ${speaker}: ${lines.join('/')}`;
}

function withLookAlikes(text: string): string {
  return text.replaceAll('<', '‹').replaceAll('>', '›').replaceAll('{', '(').replaceAll('}', ')');
}
