import { describe, expect, it } from 'vitest';
import { alignPhrase } from './phrase-alignment.js';
import { parseClassicOutput, parseJsonOutput } from './pocketsphinx-output.js';

describe('output of PocketSphinx', () => {
  it('becomes phrases of words without the marks of the decoder', () => {
    const output = [
      'good to see',
      '<s> 0.380 0.530 0.9997',
      'good(2) 0.540 0.750 1.000300',
      '[NOISE] 0.76 0.80 0.9',
      'to 0.81 0.90 0.5',
    ];
    const phrases = parseClassicOutput(
      [...output, '<sil> 0.91 1.20 0.6', 'see 1.21 1.60 0.7', '</s> 1.61 2.0 1.0', ''].join('\n'),
    );
    expect(phrases).toHaveLength(1);
    expect(phrases[0]!.map(({ text, afterPause, confidence }) => [text, afterPause, confidence])).toEqual([
      ['good', true, 1],
      ['to', false, 0.5],
      ['see', true, 0.7],
    ]);
  });

  it('is read from the JSON of release 5 as well', () => {
    const line =
      '{"b":1.5,"d":0.9,"p":1.0,"t":"go forward","w":[{"b":1.5,"d":0.1,"p":1.0,"t":"<s>"},{"b":1.6,"d":0.3,"p":0.9,"t":"go"},{"b":1.9,"d":0.5,"p":0.8,"t":"forward(2)"}]}';
    expect(parseJsonOutput(`INFO: noise\n${line}\n`)).toMatchObject([
      [
        { text: 'go', startMs: 1600, endMs: 1900 },
        { text: 'forward', startMs: 1900, endMs: 2400 },
      ],
    ]);
  });

  it('is empty when nothing was recognised', () => expect(parseClassicOutput('')).toEqual([]));

  it('is moved back to the speech it belongs to when a phrase was reported too late', () => {
    const word = { text: 'hello', confidence: 1, afterPause: true };
    const late = [{ ...word, startMs: 2250, endMs: 5280 }];
    const speech = [
      { startMs: 1000, endMs: 1680 },
      { startMs: 2070, endMs: 4010 },
      { startMs: 5210, endMs: 6930 },
    ];
    expect(alignPhrase(late, speech)).toMatchObject([{ startMs: 1000, endMs: 4030 }]);
    const right = [{ ...word, startMs: 1100, endMs: 3900 }];
    expect(alignPhrase(right, speech)).toBe(right);
  });
});
