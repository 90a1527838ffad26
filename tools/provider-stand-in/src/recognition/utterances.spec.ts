import { describe, expect, it } from 'vitest';
import { layOut, TimeLine } from './time-line.js';
import { toUtterances, type SpokenWord } from './utterances.js';
import { inWrittenForm, textOf } from './written-form.js';

/** Words of 300 ms; `|` before a word is a pause the recogniser heard. */
function say(speaker: number, startMs: number, text: string): SpokenWord[] {
  return text.split(' ').map((word, index) => ({
    speaker,
    text: word.replace('|', ''),
    startMs: startMs + index * 300,
    endMs: startMs + index * 300 + 290,
    confidence: 1,
    afterPause: index === 0 || word.startsWith('|'),
  }));
}
const written = (...words: SpokenWord[][]): string[] =>
  inWrittenForm(toUtterances(words.flat())).map(({ speaker, words: own }) => `${speaker}: ${textOf(own)}`);

describe('utterances', () => {
  it('end where the speaker changes and where a sentence seems to end', () => {
    expect(
      written(say(0, 0, 'the page is slow |we lose customers every day'), say(1, 5000, 'i know')),
    ).toEqual(['0: The page is slow.', '0: We lose customers every day.', '1: I know.']);
  });

  it('run on over hesitation', () => {
    expect(
      written(say(0, 0, 'i will fix the page |by friday'), say(1, 6000, 'peter |can you write it')),
    ).toEqual(['0: I will fix the page by Friday.', '1: Peter can you write it.']);
  });

  it('keep phrases whole when two people talk at once', () => {
    expect(written(say(0, 0, 'we should wait for them'), say(1, 400, 'no we should not'))).toEqual([
      '0: We should wait for them.',
      '1: No we should not.',
    ]);
  });

  it('get capitals for introduced names and certain dates only', () => {
    expect(
      written(say(0, 0, 'this is robert from sales'), say(1, 4000, 'may robert march in the first of march')),
    ).toEqual(['0: This is Robert from sales.', '1: May Robert march in the first of March.']);
  });
});

describe('the time line of one speaker', () => {
  it("maps times back and never reaches into somebody else's speech", () => {
    const pieces = layOut(
      [
        { startMs: 1000, endMs: 2000 },
        { startMs: 9000, endMs: 9500 },
      ],
      [{ startMs: 2100, endMs: 8000 }],
      10_000,
    );
    expect(pieces.map(({ startMs, endMs }) => [startMs, endMs])).toEqual([
      [800, 2050],
      [8800, 9700],
    ]);
    const line = new TimeLine(pieces);
    expect(line.toRecording(pieces[0]!.offsetMs + 500)).toBe(1300);
    expect(line.toRecording(pieces[1]!.offsetMs + 200)).toBe(9000);
    expect(line.toRecording(0)).toBe(800);
    expect(line.toOwn({ startMs: 9000, endMs: 9500 })).toEqual({
      startMs: pieces[1]!.offsetMs + 200,
      endMs: pieces[1]!.offsetMs + 700,
    });
  });
});
