import { meetingCompleted, type PublicMeeting } from '@meeting-intelligence/contracts';
import fc from 'fast-check';

type Segment = PublicMeeting['segments'][number];

export function aPublicMeeting(given: Partial<PublicMeeting> = {}): PublicMeeting {
  return { ...meetingCompleted.example.meeting, external_id: null, analyses: [], ...given };
}

export function spoken(text: string, given: Partial<Segment> = {}): Segment {
  const segment = { id: 's1', speaker_id: 'A', speaker: 'Robert', start_ms: 0, end_ms: 4_000, confidence: 1 };
  return { ...segment, text, ...given };
}

/** Words one after the other, each as long as given, with as much silence after it. */
export function withWords(segment: Segment, wordMs: number, silenceMs = 0): Segment {
  let at = segment.start_ms;
  const words = segment.text.split(' ').map((text) => {
    const word = { text, start_ms: at, end_ms: at + wordMs, confidence: 1 };
    at += wordMs + silenceMs;
    return word;
  });
  return { ...segment, words, end_ms: at };
}

/** What formats are broken with, beside any text there is. */
const nasty = fc.constantFrom(
  ...[
    '-->',
    '<b>',
    '</v>',
    '&lt;',
    '&',
    '\n\n',
    '\r',
    '\0',
    '\u2028',
    'WEBVTT',
    '00:00:00.000 --> 00:00:01.000',
  ],
  ...[
    '{\\an8}',
    '#',
    '- [ ] x',
    '1.',
    '```',
    '`',
    '**',
    '_',
    '[a](b)',
    '<script>',
    '|',
    '~~',
    '\\',
    '---',
    '===',
    '$x$',
  ],
  ...['https://evil.com', 'www.evil.com', 'evil.com', 'me@evil.com', '//localhost', '![i](j)', '<!--', ':::'],
  ...[
    '👨‍👩‍👧‍👦',
    'e\u0301',
    '\u202eabc',
    'שלום',
    '東京は今日も晴れです',
    '\ud800',
    '',
    'x'.repeat(200),
    '\u00a0',
    '\ufeff',
  ],
);
export const anyText = fc
  .array(fc.oneof(nasty, fc.string({ unit: 'grapheme', maxLength: 12 })), { maxLength: 12 })
  .map((parts) => parts.join(' '));

const ms = fc.integer({ min: 0, max: 400_000_000 });
const word = fc.record({ text: anyText, start_ms: ms, end_ms: ms, confidence: fc.constant(1) });
const segment = fc
  .record({
    text: anyText,
    speaker: anyText,
    speaker_id: fc.constantFrom('A', 'B'),
    start_ms: ms,
    lastsMs: fc.integer({ min: 0, max: 60_000 }),
    wordMs: fc.integer({ min: 0, max: 3_000 }),
    words: fc.option(fc.array(word, { maxLength: 8 }), { nil: undefined }),
    isRegular: fc.boolean(),
  })
  .map(({ lastsMs, wordMs, isRegular, words, ...rest }) => {
    const made = { ...rest, id: '', end_ms: rest.start_ms + lastsMs, confidence: 1 };
    return isRegular ? withWords(made, wordMs, wordMs % 7) : { ...made, words };
  });

/** Segments in order of time, as transcription makes them; of words and texts anything may be true. */
export const anyMeeting = fc
  .record({
    title: fc.option(anyText),
    summary: fc.option(anyText),
    segments: fc.array(segment, { maxLength: 8 }),
  })
  .map(({ segments, ...rest }) =>
    aPublicMeeting({
      ...rest,
      segments: segments
        .toSorted((a, b) => a.start_ms - b.start_ms)
        .map((one, index) => ({ ...one, id: `s${index + 1}` })),
    }),
  );

export function squeezed(text: string): string {
  return text.replaceAll(' ', '').replaceAll('\n', '');
}
