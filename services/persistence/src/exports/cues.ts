import type { PublicMeeting } from '@meeting-intelligence/contracts';
import { speakerOf } from './speaker-of.js';
import { timedWordsOf, type TimedWord } from './timed-words.js';

/** What stands on the screen at one time. */
export interface Cue {
  /** The id of its segment and its number in there: `s1-1`. */
  readonly id: string;
  readonly speaker: string;
  readonly lines: readonly string[];
  readonly startMs: number;
  readonly endMs: number;
}

/** Two lines of 42 characters for 5/6 to 7 seconds: what broadcasters ask for (Netflix Timed Text Style Guide, BBC). */
export const cueLimits = { lineWidth: 42, lines: 2, shortestMs: 833, longestMs: 7_000 } as const;

/** Nothing stands on the screen through a silence this long. */
const pauseMs = 1_500;

/**
 * All cues in order of time. They never overlap: where people talk at once, or faster than can be read, a cue gives way
 * to the next after the shortest time, and starts late if it has to.
 */
export function cuesOf({ segments }: PublicMeeting): Cue[] {
  const wanted = segments
    .flatMap((segment) =>
      grouped(timedWordsOf(segment, cueLimits.lineWidth)).map((group, index) => ({
        id: `${segment.id}-${index + 1}`,
        speaker: speakerOf(segment),
        lines: linesOf(group),
        startMs: group.startMs,
        endMs: group.endMs,
      })),
    )
    .sort((a, b) => a.startMs - b.startMs);
  let freeFromMs = 0;
  return wanted.map((cue, index) => {
    const { shortestMs, longestMs } = cueLimits;
    const startMs = Math.max(cue.startMs, freeFromMs);
    const nextMs = wanted[index + 1]?.startMs ?? Number.POSITIVE_INFINITY;
    const endMs = Math.max(startMs + shortestMs, Math.min(startMs + longestMs, cue.endMs, nextMs));
    freeFromMs = endMs;
    return { ...cue, startMs, endMs };
  });
}

interface Group {
  readonly words: readonly TimedWord[];
  /** How many there are when each is as full as can be, and how wide the last of them is. */
  readonly lines: number;
  readonly lastWidth: number;
  readonly startMs: number;
  readonly endMs: number;
}

/** The words of one segment, as many at a time as fit. */
function grouped(words: readonly TimedWord[]): Group[] {
  const groups: Group[] = [];
  for (const word of words) {
    const last = groups.at(-1);
    const longer = last && withWord(last, word);
    const { width, startMs, endMs } = word;
    if (longer) groups[groups.length - 1] = longer;
    else groups.push({ words: [word], lines: 1, lastWidth: width, startMs, endMs });
  }
  return groups;
}

/** Undefined where the word has to wait for the next cue. */
function withWord(group: Group, word: TimedWord): Group | undefined {
  const { words, lines, lastWidth, startMs, endMs } = group;
  const goesOn = word.startMs - endMs <= pauseMs && word.endMs - startMs <= cueLimits.longestMs;
  if (!goesOn || isEndOfSentence(group)) return undefined;
  const longer = { words: [...words, word], startMs, endMs: Math.max(endMs, word.endMs) };
  const width = lastWidth + spaceBefore(word) + word.width;
  if (width <= cueLimits.lineWidth) return { ...longer, lines, lastWidth: width };
  return lines < cueLimits.lines ? { ...longer, lines: lines + 1, lastWidth: word.width } : undefined;
}

/** Only on the last line: a cue for every "Yes." would flicker. */
function isEndOfSentence({ words, lines }: Group): boolean {
  return lines === cueLimits.lines && /[.?!…。？！؟]["'”’»)\]]*$/u.test(words.at(-1)!.text);
}

/** Two lines of about the same width are read more easily than a full one and one word. */
function linesOf({ words, lines }: Group): readonly string[] {
  if (lines === 1) return [textOf(words)];
  let bottom = words.reduce((sum, word) => sum + spaceBefore(word) + word.width, 0);
  let top = -spaceBefore(words[0]!);
  let best = { bottomFrom: 0, width: Number.POSITIVE_INFINITY };
  for (const [index, word] of words.entries()) {
    const width = Math.max(top, bottom - spaceBefore(word));
    if (index > 0 && width < best.width) best = { bottomFrom: index, width };
    top += spaceBefore(word) + word.width;
    bottom -= spaceBefore(word) + word.width;
  }
  return [textOf(words.slice(0, best.bottomFrom)), textOf(words.slice(best.bottomFrom))];
}

function textOf(words: readonly TimedWord[]): string {
  return words.map((word, index) => (index > 0 && spaceBefore(word) ? ` ${word.text}` : word.text)).join('');
}

function spaceBefore({ isGlued }: TimedWord): 0 | 1 {
  return isGlued ? 0 : 1;
}
