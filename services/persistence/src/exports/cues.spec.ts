import fc from 'fast-check';
import { expect, test } from 'vitest';
import { anyMeeting, aPublicMeeting, spoken, squeezed, withWords } from '../../test/a-public-meeting.js';
import { cueLimits, cuesOf } from './cues.js';
import { widthOf } from './graphemes.js';
import { timedWordsOf } from './timed-words.js';

const said = (...segments: Parameters<typeof spoken>[]) =>
  cuesOf(aPublicMeeting({ segments: segments.map((given) => spoken(...given)) }));

test('a short sentence is one cue, for as long as it was said', () => {
  const [segment, { id, speaker, startMs, endMs, lines }] = [
    spoken('This is Robert.', { start_ms: 500, end_ms: 2_000 }),
    said(['This is Robert.', { start_ms: 500, end_ms: 2_000 }])[0]!,
  ];

  expect({ id, speaker, startMs, endMs, lines }).toEqual({
    id: 's1-1',
    speaker: segment.speaker,
    startMs: 500,
    endMs: 2_000,
    lines: ['This is Robert.'],
  });
});

test('a long one goes on in the next cue, two lines of 42 characters at a time', () => {
  const text =
    'We will ship the new release on Friday afternoon after the last review has been done by everybody here';
  const cues = cuesOf(aPublicMeeting({ segments: [withWords(spoken(text), 200)] }));

  expect(cues.map(({ lines }) => lines)).toEqual([
    ['We will ship the new release on Friday', 'afternoon after the last review has been'],
    ['done by everybody here'],
  ]);
  expect(cues.map(({ startMs, endMs }) => [startMs, endMs])).toEqual(
    [
      [0, 3_000],
      [3_000, 3_800],
    ].map(([start, end]) => [start, Math.max(end!, start! + cueLimits.shortestMs)]),
  );
});

test('a new cue begins after seven seconds, after a silence, and after a sentence that ends on the second line', () => {
  const lines = (wordMs: number, silenceMs: number, text: string) =>
    cuesOf(aPublicMeeting({ segments: [withWords(spoken(text), wordMs, silenceMs)] })).map((cue) =>
      cue.lines.join('/'),
    );

  expect(lines(3_000, 0, 'one two three')).toEqual(['one two', 'three']);
  expect(lines(100, 1_501, 'one two')).toEqual(['one', 'two']);
  expect(lines(100, 1_500, 'one two')).toEqual(['one two']);
  expect(lines(100, 0, 'Yes. No.')).toEqual(['Yes. No.']);
  expect(lines(100, 0, `${'a'.repeat(40)} bbb ends. Then more`)).toEqual([
    `${'a'.repeat(40)}/bbb ends.`,
    'Then more',
  ]);
});

test('when two talk at once, the first gives way, and what follows is in time again', () => {
  const cues = said(
    ['I talk and talk', { end_ms: 6_000 }],
    ['Yes', { id: 's2', speaker: 'Ann', start_ms: 2_000, end_ms: 2_100 }],
    ['indeed', { id: 's3', speaker: 'Ann', start_ms: 2_200, end_ms: 5_000 }],
    ['Good', { id: 's4', start_ms: 6_000, end_ms: 7_000 }],
  );

  expect(cues.map(({ id, startMs, endMs }) => [id, startMs, endMs])).toEqual([
    ['s1-1', 0, 2_000],
    ['s2-1', 2_000, 2_833],
    ['s3-1', 2_833, 5_000],
    ['s4-1', 6_000, 7_000],
  ]);
});

test('two lines are about as wide as each other', () => {
  const text = 'Thank you, the first topic is the customer portal.';

  expect(said([text])[0]!.lines).toEqual(['Thank you, the first topic', 'is the customer portal.']);
  expect(said(['東京'.repeat(24)])[0]!.lines.map(widthOf)).toEqual([24, 24]);
});

test('one word that is longer than a line goes over lines and cues', () => {
  const lines = said(['x'.repeat(100)]).map((cue) => cue.lines);

  expect(lines).toEqual([['x'.repeat(42), 'x'.repeat(42)], ['x'.repeat(16)]]);
});

test('nothing said, no cues', () => {
  expect(said()).toEqual([]);
  expect(said(['\0 \n'])).toEqual([]);
});

test('of any meeting at all: in order, never two at once, neither too short nor too long, no line too wide', () => {
  fc.assert(
    fc.property(anyMeeting, (meeting) => {
      let freeFromMs = 0;
      for (const { startMs, endMs, lines } of cuesOf(meeting)) {
        expect(startMs).toBeGreaterThanOrEqual(freeFromMs);
        expect(endMs - startMs).toBeGreaterThanOrEqual(cueLimits.shortestMs);
        expect(endMs - startMs).toBeLessThanOrEqual(cueLimits.longestMs);
        expect(lines.length).toBeGreaterThanOrEqual(1);
        expect(lines.length).toBeLessThanOrEqual(cueLimits.lines);
        for (const line of lines) expect(widthOf(line)).toBeLessThanOrEqual(cueLimits.lineWidth);
        freeFromMs = endMs;
      }
    }),
  );
});

test('of any meeting at all: every word of every segment is there, in order, and under an id of its own', () => {
  fc.assert(
    fc.property(anyMeeting, (meeting) => {
      const cues = cuesOf(meeting);
      for (const segment of meeting.segments) {
        const own = cues.filter(({ id }) => id.startsWith(`${segment.id}-`)).flatMap(({ lines }) => lines);
        const words = timedWordsOf(segment, cueLimits.lineWidth).map(({ text }) => text);
        expect(squeezed(own.join(''))).toBe(words.join(''));
      }
      expect(new Set(cues.map(({ id }) => id)).size).toBe(cues.length);
    }),
  );
});

test('where nobody talks at once, the words of all cues are the words of all segments, in order', () => {
  fc.assert(
    fc.property(fc.array(fc.array(fc.stringMatching(/^[a-z]{1,60}$/), { minLength: 1 })), (texts) => {
      let at = 0;
      const segments = texts.map((words, index) => {
        const segment = withWords(spoken(words.join(' '), { id: `s${index + 1}`, start_ms: at }), 250);
        at = segment.end_ms;
        return segment;
      });
      const shown = cuesOf(aPublicMeeting({ segments })).flatMap(({ lines }) => lines);
      expect(shown.join('').replaceAll(' ', '')).toBe(texts.flat().join(''));
    }),
  );
});
