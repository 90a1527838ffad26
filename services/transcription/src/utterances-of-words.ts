import type { SpokenUtterance, SpokenWord } from './speech-to-text.js';

/** A silence this long ends an utterance. */
const pauseMs = 1_500;

/** Words → utterances: a new one where the speaker changes or falls silent. */
export function utterancesOfWords(words: readonly SpokenWord[]): SpokenUtterance[] {
  const groups: SpokenWord[][] = [];
  for (const word of words) {
    const group = groups.at(-1);
    const before = group?.at(-1);
    const goesOn = before?.speaker === word.speaker && !(word.startMs - (before?.endMs ?? 0) > pauseMs);
    if (group && goesOn) group.push(word);
    else groups.push([word]);
  }
  return groups.map((group) => ({
    text: group.map(({ text }) => text.trim()).join(' '),
    startMs: group[0]?.startMs ?? Number.NaN,
    endMs: group.at(-1)?.endMs ?? Number.NaN,
    confidence: group.reduce((sum, { confidence }) => sum + confidence, 0) / group.length,
    speaker: group[0]?.speaker ?? null,
    words: group,
  }));
}
