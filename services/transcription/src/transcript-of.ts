import type { Segment, Transcript, Word } from '@meeting-intelligence/contracts';
import { cleanText } from './clean-text.js';
import { splitLong } from './split-long.js';
import type { SpokenMeeting, SpokenText, SpokenUtterance, SpokenWord } from './speech-to-text.js';
import { utterancesOfWords } from './utterances-of-words.js';

/** Ten days: beyond is nonsense, and breaks integer columns. */
const longestMs = 10 * 86_400_000;
const unlabelled = 'Unknown';

/**
 * A transcript that keeps the contract, out of whatever the provider sent: segments in order of time with ids s1, s2 …,
 * times and confidences within their bounds, no empty text, no segment too long to read.
 */
export function transcriptOf(spoken: SpokenMeeting, requestedLanguage: string | null): Transcript {
  const utterances = usableUtterances(spoken);
  const anyLabel = utterances.some(({ speaker }) => labelOf(speaker) !== undefined);
  const segments = utterances
    .flatMap((utterance) => segmentOf(utterance, anyLabel ? unlabelled : 'A'))
    .flatMap(splitLong)
    .sort((a, b) => a.startMs - b.startMs || a.endMs - b.endMs)
    .map((segment, index) => ({ ...segment, id: `s${index + 1}` }));
  const lastMs = segments.reduce((last, { endMs }) => Math.max(last, endMs), 0);
  return {
    language: languageTag(spoken.language) ?? languageTag(requestedLanguage) ?? 'und',
    durationMs: Math.max(lastMs, timeOf(spoken.durationMs) ?? 0),
    confidence: ratio(spoken.confidence),
    segments,
  };
}

/** Providers leave utterances out when they could not tell speakers apart; words, and at worst text, remain. */
function usableUtterances(spoken: SpokenMeeting): readonly SpokenUtterance[] {
  if (spoken.utterances.length > 0) return spoken.utterances;
  if (spoken.words.length > 0) return utterancesOfWords(spoken.words.filter(isSpoken));
  const { text, durationMs, confidence } = spoken;
  return [{ text, startMs: 0, endMs: durationMs, confidence, speaker: null, words: [] }];
}

function segmentOf(utterance: SpokenUtterance, otherwise: string): Segment[] {
  const words = wordsOf(utterance);
  const text = cleanText(utterance.text) || words.map((word) => word.text).join(' ');
  if (text === '') return [];
  const startMs = timeOf(utterance.startMs) ?? words[0]?.startMs ?? 0;
  const endMs = timeOf(utterance.endMs) ?? words.at(-1)?.endMs ?? startMs;
  const speaker = labelOf(utterance.speaker) ?? otherwise;
  return [
    {
      id: '',
      speaker,
      startMs,
      endMs: Math.max(startMs, endMs),
      text,
      confidence: ratio(utterance.confidence),
      words,
    },
  ];
}

function wordsOf({ words, startMs }: SpokenUtterance): Word[] {
  let lastMs = timeOf(startMs) ?? 0;
  const timed = words.filter(isSpoken).map((word) => {
    const wordStartMs = timeOf(word.startMs) ?? lastMs;
    lastMs = Math.max(wordStartMs, timeOf(word.endMs) ?? wordStartMs);
    return {
      text: cleanText(word.text),
      startMs: wordStartMs,
      endMs: lastMs,
      confidence: ratio(word.confidence),
    };
  });
  return timed.sort((a, b) => a.startMs - b.startMs);
}

function isSpoken({ text }: SpokenText | SpokenWord): boolean {
  return cleanText(text) !== '';
}

function labelOf(speaker: string | null): string | undefined {
  return cleanText(speaker ?? '', 40) || undefined;
}

function timeOf(ms: number): number | undefined {
  return Number.isFinite(ms) ? Math.round(Math.min(Math.max(ms, 0), longestMs)) : undefined;
}

function ratio(value: number): number {
  return Number.isFinite(value) ? Math.min(Math.max(value, 0), 1) : 0;
}

/** The provider writes en_us, BCP 47 en-US. */
function languageTag(code: string | null): string | undefined {
  try {
    return code ? Intl.getCanonicalLocales(code.replaceAll('_', '-'))[0] : undefined;
  } catch {
    return undefined;
  }
}
