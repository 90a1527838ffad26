export interface RecognisedWord {
  readonly text: string;
  readonly startMs: number;
  readonly endMs: number;
  readonly confidence: number;
  /** The recogniser heard a pause just before this word. */
  readonly afterPause: boolean;
}

/** What the recogniser took for one stretch of speech, between two silences. */
export type Phrase = readonly RecognisedWord[];

interface Token {
  readonly text: string;
  readonly startS: number;
  readonly endS: number;
  readonly confidence: number;
}

/** `<s>`, `</s>`, `<sil>`, `[NOISE]`, `++UM++`: marks of the decoder, not words. */
const isMark = (text: string): boolean => /^[<[+]/.test(text);

const CLASSIC_LINE = /^(\S+) (\d+\.\d+) (\d+\.\d+) (\d+\.\d+)$/;

/** Reads `pocketsphinx_continuous -time yes`: a phrase per line, then `word start end confidence` for each word. */
export function parseClassicOutput(output: string): readonly Phrase[] {
  return toPhrases(
    output.split('\n').flatMap((line) => {
      const [, text, start, end, confidence] = CLASSIC_LINE.exec(line) ?? [];
      if (!text) return [];
      return [{ text, startS: Number(start), endS: Number(end), confidence: Number(confidence) }];
    }),
  );
}

/** Reads PocketSphinx 5: one JSON object a phrase, `w` holding words with begin, duration, probability and text. */
export function parseJsonOutput(output: string): readonly Phrase[] {
  return toPhrases(
    output.split('\n').flatMap((line) => {
      if (!line.startsWith('{')) return [];
      const { w } = JSON.parse(line) as { w: { b: number; d: number; p: number; t: string }[] };
      const words = w.filter(({ t }) => t !== '');
      const tokens = words.map(({ b, d, p, t }) => ({ text: t, startS: b, endS: b + d, confidence: p }));
      return tokens[0]?.text === '<s>'
        ? tokens
        : [{ text: '<s>', startS: 0, endS: 0, confidence: 1 }, ...tokens];
    }),
  );
}

function toPhrases(tokens: readonly Token[]): readonly Phrase[] {
  const phrases: RecognisedWord[][] = [];
  let afterPause = true;
  for (const token of tokens) {
    if (token.text === '<s>') phrases.push([]);
    if (isMark(token.text)) {
      // [NOISE] in the middle of a sentence is a click or a breath, not a pause.
      if (token.text.startsWith('<')) afterPause = true;
      continue;
    }
    phrases.at(-1)?.push({
      text: token.text.replace(/\(\d+\)$/, ''), // `the(2)`: the second pronunciation in the dictionary
      startMs: Math.round(token.startS * 1000),
      endMs: Math.round(token.endS * 1000),
      confidence: Math.min(1, Math.max(0, token.confidence)), // rounding in the decoder exceeds 1 slightly
      afterPause,
    });
    afterPause = false;
  }
  return phrases.filter((words) => words.length > 0);
}
