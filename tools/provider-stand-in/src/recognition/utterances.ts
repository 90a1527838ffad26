import type { RecognisedWord } from './pocketsphinx-output.js';

export interface SpokenWord extends RecognisedWord {
  /** 0-based, in order of first appearance. */
  readonly speaker: number;
}

export interface Utterance {
  readonly speaker: number;
  readonly words: readonly SpokenWord[];
}

/** Without a pause heard by the recogniser, this much time between words still separates two utterances. */
const LONG_PAUSE_MS = 700;
const MAX_WORDS = 60;
const MIN_WORDS = 3;
/** After one of these a pause is hesitation: "we need one more week … for the tests", "I will fix it … by Friday". */
const CONTINUATION =
  /^(?:for|from|by|to|of|in|on|at|with|without|until|till|before|after|because|than|and|or|but|that|which|about|into|as|please|can|could|would|is|are|was|were)$/;
/** Short, but complete by themselves. */
const COMPLETE =
  /^(?:thank you|thanks|good morning|good afternoon|hello everyone|one question|one more thing|i agree)$/;

/** Puts the words of all speakers in one order and cuts them where the speaker changes or a sentence seems to end. */
export function toUtterances(words: readonly SpokenWord[]): readonly Utterance[] {
  const utterances: { speaker: number; words: SpokenWord[] }[] = [];
  for (const phrase of intoPhrases(words)) {
    const last = utterances.at(-1);
    if (last?.speaker === phrase.speaker && continues(last.words, phrase.words))
      last.words.push(...phrase.words);
    else utterances.push(phrase);
  }
  return utterances;
}

/** Phrases (words between two pauses of one speaker) stay whole, so people talking at once do not interleave words. */
function intoPhrases(words: readonly SpokenWord[]): { speaker: number; words: SpokenWord[] }[] {
  const bySpeaker = Map.groupBy(words, ({ speaker }) => speaker);
  const phrases = [...bySpeaker].flatMap(([speaker, own]) => {
    const runs: { speaker: number; words: SpokenWord[] }[] = [];
    for (const word of own) {
      const last = runs.at(-1)?.words.at(-1);
      if (last && !word.afterPause && word.startMs - last.endMs < LONG_PAUSE_MS)
        runs.at(-1)!.words.push(word);
      else runs.push({ speaker, words: [word] });
    }
    return runs;
  });
  return phrases.sort((a, b) => a.words[0]!.startMs - b.words[0]!.startMs);
}

function continues(spoken: readonly SpokenWord[], next: readonly SpokenWord[]): boolean {
  if (next[0]!.startMs - spoken.at(-1)!.endMs >= LONG_PAUSE_MS) return false;
  if (spoken.length + next.length > MAX_WORDS) return false;
  if (CONTINUATION.test(next[0]!.text)) return true;
  const text = spoken.map((word) => word.text).join(' ');
  return spoken.length < MIN_WORDS && !COMPLETE.test(text);
}
