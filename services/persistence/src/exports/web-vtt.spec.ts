import fc from 'fast-check';
import { expect, test } from 'vitest';
import { anyMeeting, aPublicMeeting, spoken } from '../../test/a-public-meeting.js';
import { parseWebVtt } from '../../test/parse-captions.js';
import { cuesOf } from './cues.js';
import { webVtt } from './web-vtt.js';

test('writes cues with an id and the speaker as a voice', () => {
  const segments = [
    spoken('This is Robert.', { start_ms: 500, end_ms: 2_000 }),
    spoken('And I am Ann.', { id: 's2', speaker: 'Ann', start_ms: 363_600_000, end_ms: 363_602_000 }),
  ];

  expect(webVtt(aPublicMeeting({ segments }))).toBe(
    `WEBVTT

s1-1
00:00:00.500 --> 00:00:02.000
<v Robert>This is Robert.

s2-1
101:00:00.000 --> 101:00:02.000
<v Ann>And I am Ann.
`,
  );
});

test('neither names nor words make a tag, an entity or a time', () => {
  const segments = [spoken('<b>a</b> --> b &lt; c', { speaker: 'R&D <i>\n-->' })];

  expect(webVtt(aPublicMeeting({ segments }))).toContain(
    '<v R&amp;D &lt;i&gt; --&gt;>&lt;b&gt;a&lt;/b&gt; --&gt; b &amp;lt; c\n',
  );
});

test('leaves right-to-left text as it is', () => {
  expect(webVtt(aPublicMeeting({ segments: [spoken('\u2067שלום\u2069 עולם')] }))).toContain(
    '>\u2067שלום\u2069 עולם\n',
  );
});

test('is a valid file for a meeting where nothing was said', () => {
  expect(webVtt(aPublicMeeting({ segments: [] }))).toBe('WEBVTT\n');
});

test('of any meeting at all a strict parser reads the same cues again', () => {
  fc.assert(
    fc.property(anyMeeting, (meeting) => {
      expect(parseWebVtt(webVtt(meeting))).toEqual(cuesOf(meeting));
    }),
  );
});
