import { introducedNames } from '../extraction/introductions.js';
import type { SpokenWord, Utterance } from './utterances.js';

const DAYS_AND_MONTHS =
  /^(?:monday|tuesday|wednesday|thursday|friday|saturday|sunday|january|february|april|june|july|august|september|october|november|december)$/;

/** The other two months are also words, so they need a word before them that makes them a date. */
const BEFORE_A_MONTH = /^(?:of|in|since|until|early|late|mid)$/;

/**
 * The recogniser gives neither capitals nor punctuation. Only what is certain is added: a capital and a full stop
 * around each utterance, "I", days, unmistakable months, and names that somebody introduced themselves by. No commas or
 * question marks are guessed, and no word is changed.
 */
export function inWrittenForm(utterances: readonly Utterance[]): readonly Utterance[] {
  const names = new Set(
    utterances.flatMap(({ words }) => introducedNames(textOf(words)).map((name) => name.toLowerCase())),
  );
  return utterances.map(({ speaker, words }) => ({
    speaker,
    words: words.map((word, index): SpokenWord => {
      const isMonth = /^(?:march|may)$/.test(word.text) && BEFORE_A_MONTH.test(words[index - 1]?.text ?? '');
      const isI = /^i(?:'.+)?$/.test(word.text);
      const proper = isI || isMonth || DAYS_AND_MONTHS.test(word.text) || names.has(word.text);
      const text = proper || index === 0 ? capitalise(word.text) : word.text;
      return { ...word, text: index === words.length - 1 ? `${text}.` : text };
    }),
  }));
}

export const textOf = (words: readonly { text: string }[]): string => words.map(({ text }) => text).join(' ');

const capitalise = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
