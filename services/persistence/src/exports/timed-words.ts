import type { PublicMeeting } from '@meeting-intelligence/contracts';
import { piecesOf, widthOf } from './graphemes.js';
import { oneLine } from './one-line.js';

type Segment = PublicMeeting['segments'][number];

export interface TimedWord extends TimedText {
  /** In graphemes. */
  readonly width: number;
}

interface TimedText {
  readonly text: string;
  /** Never before the start of the word before. */
  readonly startMs: number;
  readonly endMs: number;
  /** Follows the word before without a space, as in Japanese. */
  readonly isGlued: boolean;
}

/**
 * The whole text of a segment along its words, none wider than `width` graphemes. Where the times of words are missing,
 * time is taken to pass evenly over the text.
 */
export function timedWordsOf(segment: Segment, width: number): TimedWord[] {
  const text = oneLine(segment.text);
  const words = (segment.words ?? []).map((word) => ({ ...word, text: oneLine(word.text) }));
  const spoken = words.filter((word) => word.text !== '');
  const timed = spoken.length > 0 ? aligned(spoken, text) : [wholeOf(segment, text)];
  let lastMs = 0;
  return timed
    .flatMap((word) => spread(word, word.text.split(' '), false))
    .flatMap((word) => spread(word, piecesOf(word.text, width), true))
    .map((word) => {
      lastMs = Math.max(lastMs, word.startMs);
      return { ...word, startMs: lastMs, endMs: Math.max(lastMs, word.endMs), width: widthOf(word.text) };
    });
}

function wholeOf({ start_ms, end_ms }: Segment, text: string): TimedText {
  return { text, startMs: start_ms, endMs: end_ms, isGlued: false };
}

/**
 * Words as the text has them: with the punctuation around them, and with spaces only where it has some. The words alone
 * if the text is not made of them.
 */
function aligned(words: NonNullable<Segment['words']>, text: string): TimedText[] {
  const starts: number[] = [];
  let from = 0;
  for (const word of words) {
    const start = text.indexOf(word.text, from);
    starts.push(start);
    from = start + word.text.length;
  }
  const isMadeOfThem = starts.every((start, index) => start >= (starts[index - 1] ?? 0));
  return words.map((word, index) => {
    const times = { startMs: word.start_ms, endMs: word.end_ms };
    if (!isMadeOfThem) return { ...times, text: word.text, isGlued: false };
    const start = index === 0 ? 0 : starts[index]!;
    const isGlued = index > 0 && text[start - 1] !== ' ';
    return { ...times, text: text.slice(start, starts[index + 1]).trim(), isGlued };
  });
}

/** One word as several, each with its share of the time. */
function spread(word: TimedText, texts: readonly string[], isGlued: boolean): TimedText[] {
  if (texts.length === 1) return word.text === '' ? [] : [word];
  const total = texts.reduce((sum, text) => sum + widthOf(text), 0);
  let before = 0;
  const now = () => word.startMs + Math.round(((word.endMs - word.startMs) * before) / total);
  return texts.map((text, index) => {
    const startMs = now();
    before += widthOf(text);
    return { text, startMs, endMs: now(), isGlued: index === 0 ? word.isGlued : isGlued };
  });
}
