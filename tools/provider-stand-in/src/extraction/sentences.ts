import type { Segment } from '../chat/transcript-block.js';

export interface Sentence {
  readonly segmentId: string;
  readonly speaker: string;
  /** An exact part of the segment's text: it is quoted as evidence. */
  readonly text: string;
  /** For the rules: lower case, straight apostrophes, no closing mark. */
  readonly plain: string;
  /** Only known where the transcript has punctuation. */
  readonly isQuestion: boolean;
}

const SENTENCE = /[^.!?]+(?:[.!?]+(?!\s|$)[^.!?]+)*(?:[.!?]+|$)/g;
/** In speech without punctuation these words nearly always begin a new statement. */
const NEW_STATEMENT =
  /\s+(?=(?:(?:and|so|then|okay|yes|sure) )?(?:i'll|i will|we'll|we will|we decided|we agreed|we have decided|let's|let us)\b)/i;
const LONG_WITHOUT_PUNCTUATION = 25;

/** Cuts segments into sentences, at punctuation where there is any. */
export function toSentences(segments: readonly Segment[]): readonly Sentence[] {
  return segments.flatMap(({ id, speaker, text }) => {
    const parts = (text.match(SENTENCE) ?? []).flatMap(splitRunOn);
    return parts
      .map((part) => part.trim())
      .filter((part) => /\p{L}/u.test(part))
      .map((part) => ({
        segmentId: id,
        speaker,
        text: part,
        plain: toPlain(part),
        isQuestion: part.endsWith('?'),
      }));
  });
}

function splitRunOn(part: string): string[] {
  const words = part.trim().split(/\s+/).length;
  return words > LONG_WITHOUT_PUNCTUATION && !part.includes(',') ? part.split(NEW_STATEMENT) : [part];
}

export function toPlain(text: string): string {
  return text
    .replaceAll('’', "'")
    .replace(/[.!?;:,\s]+$/, '')
    .replace(/\s+/g, ' ')
    .trim()
    .toLowerCase();
}

export const capitalise = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

const STOP_WORDS = new Set(
  (
    'a about after all also am an and are as at be because been but by can could did do does for from get go good had has have he her here him ' +
    "his how i i'll i'm if in into is it it's its just let like me more my need no not now of okay on one or our out " +
    'please really say she should so some sure than thank thanks that the their them then there they thing think this to ' +
    'too up us very want was we well were what when which who will with would yeah yes you your'
  ).split(' '),
);

/** The words that carry the meaning, roughly without endings, for comparing sentences. */
export function contentWords(plain: string): readonly string[] {
  const words = plain.match(/[\p{L}\p{N}']+/gu) ?? [];
  return words
    .filter((word) => word.length > 1 && !STOP_WORDS.has(word))
    .map((word) => word.replace(/(?:ing|ed|es|s)$/, ''));
}

/** Share of the shorter text's content words that the other has too. */
export function overlap(a: string, b: string): number {
  const [fewer, more] = [new Set(contentWords(a)), new Set(contentWords(b))].sort(
    (x, y) => x.size - y.size,
  ) as [Set<string>, Set<string>];
  return fewer.size === 0 ? 0 : sharedCount(fewer, more) / fewer.size;
}

export function sharedCount(a: ReadonlySet<string>, b: ReadonlySet<string>): number {
  let shared = 0;
  for (const word of a) if (b.has(word)) shared++;
  return shared;
}
