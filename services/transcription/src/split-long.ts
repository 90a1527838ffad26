import type { Segment } from '@meeting-intelligence/contracts';
import { cleanText } from './clean-text.js';

const mostCharacters = 2_000;
/** From here on a segment ends with the next sentence. */
const enoughCharacters = 1_200;

/** A monologue of an hour as segments that can be read, linked to and analysed. */
export function splitLong(segment: Segment): Segment[] {
  if (segment.text.length <= mostCharacters) return [segment];
  const { words } = segment;
  if (words.length === 0) return splitText(segment);
  return grouped(words.map(({ text }) => text)).map(([from, to]) => {
    const own = words.slice(from, to);
    return {
      ...segment,
      words: own,
      text: cleanText(own.map(({ text }) => text).join(' '), mostCharacters),
      startMs: own[0]?.startMs ?? segment.startMs,
      endMs: own.at(-1)?.endMs ?? segment.endMs,
    };
  });
}

/** Without the times of words, time is taken to pass evenly over the text. */
function splitText(segment: Segment): Segment[] {
  const tokens = segment.text.split(/\s+/).flatMap((token) => token.match(/.{1,2000}/gsu) ?? []);
  const msPerToken = (segment.endMs - segment.startMs) / tokens.length;
  return grouped(tokens).map(([from, to]) => ({
    ...segment,
    text: tokens.slice(from, to).join(' '),
    startMs: segment.startMs + Math.round(from * msPerToken),
    endMs: segment.startMs + Math.round(to * msPerToken),
  }));
}

/** Ranges of tokens: each ends with a sentence if one ends in time. */
function grouped(tokens: readonly string[]): [from: number, to: number][] {
  const ranges: [number, number][] = [];
  let from = 0;
  let length = 0;
  for (const [index, token] of tokens.entries()) {
    if (index > from && length + token.length > mostCharacters) {
      ranges.push([from, index]);
      [from, length] = [index, 0];
    }
    length += token.length + 1;
    if (length >= enoughCharacters && /[.?!]["')\]]*$/.test(token)) {
      ranges.push([from, index + 1]);
      [from, length] = [index + 1, 0];
    }
  }
  if (from < tokens.length) ranges.push([from, tokens.length]);
  return ranges;
}
