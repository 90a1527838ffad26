import { transcript as transcriptSchema } from '@meeting-intelligence/contracts';
import { describe, expect, test } from 'vitest';
import type { SpokenMeeting, SpokenUtterance } from './speech-to-text.js';
import { transcriptOf } from './transcript-of.js';

describe('transcriptOf', () => {
  test('numbers segments in order of time', () => {
    const { segments } = of({
      utterances: [said('B', 5_000, 6_000, 'Second.'), said('A', 0, 1_000, 'First.')],
    });

    expect(segments.map(({ id, speaker, text }) => [id, speaker, text])).toEqual([
      ['s1', 'A', 'First.'],
      ['s2', 'B', 'Second.'],
    ]);
  });

  test('keeps the contract whatever the provider sends', () => {
    const odd: SpokenUtterance[] = [
      { ...said('A', 5_000, 1_000, 'ends before it starts'), confidence: 1.0000002 },
      { ...said('', Number.NaN, Number.NaN, 'no times\0 at \ud800 all'), confidence: Number.NaN },
      { ...said(null, -50, 1e300, 'beyond all time'), confidence: -3 },
      said('A', 0, 1, '   '),
      {
        ...said('C', 0.4, 999.6, ''),
        words: [
          { text: 'only', startMs: 900, endMs: 100, confidence: 2 },
          { text: 'words', startMs: Number.NaN, endMs: 950, confidence: Number.NaN },
          { text: '', startMs: 0, endMs: 0, confidence: 0 },
        ],
      },
    ];

    const transcript = of({
      utterances: odd,
      confidence: Number.NaN,
      durationMs: Number.NaN,
      language: 'no such thing',
    });

    expect(transcriptSchema.parse(transcript)).toEqual(transcript);
    expect(transcript.language).toBe('und');
    expect(transcript.segments.map(({ text }) => text).sort()).toEqual([
      'beyond all time',
      'ends before it starts',
      'no times at \ufffd all',
      'only words',
    ]);
    for (const { startMs, endMs } of transcript.segments) expect(endMs).toBeGreaterThanOrEqual(startMs);
  });

  test('calls one unlabelled speaker A, and one among labelled speakers Unknown', () => {
    expect(of({ utterances: [said(null, 0, 1, 'Hello.')] }).segments[0]?.speaker).toBe('A');
    const mixed = of({ utterances: [said(null, 0, 1, 'Hello.'), said('A', 1, 2, 'Hi.')] });
    expect(mixed.segments.map(({ speaker }) => speaker)).toEqual(['Unknown', 'A']);
  });

  test('makes utterances of words when there are none', () => {
    const word = (text: string, speaker: string, startMs: number) => ({
      ...{ text, speaker, startMs, endMs: startMs + 100 },
      confidence: 0.5,
    });
    const words = [
      word('Good', 'A', 0),
      word('morning.', 'A', 150),
      word('Hello.', 'B', 300),
      word('Well.', 'B', 9_000),
    ];

    expect(of({ words }).segments.map(({ text, startMs, endMs }) => [text, startMs, endMs])).toEqual([
      ['Good morning.', 0, 250],
      ['Hello.', 300, 400],
      ['Well.', 9_000, 9_100],
    ]);
  });

  test('makes one segment of text alone, and none of silence', () => {
    expect(of({ text: 'Hello there.', durationMs: 900 }).segments).toMatchObject([
      { text: 'Hello there.', endMs: 900 },
    ]);
    expect(of({ text: '' }).segments).toEqual([]);
  });

  test('splits a monologue at the ends of its sentences, losing no word', () => {
    const sentence = 'This is a sentence of nine words, more or less. ';
    const tokens = sentence.repeat(200).trim().split(' ');
    const words = tokens.map((text, index) => ({
      text,
      startMs: index * 100,
      endMs: index * 100 + 90,
      confidence: 1,
    }));
    const monologue = { ...said('A', 0, 200_000, tokens.join(' ')), words };

    const { segments } = of({ utterances: [monologue] });

    expect(segments.length).toBeGreaterThan(4);
    expect(segments.map(({ text }) => text).join(' ')).toBe(tokens.join(' '));
    expect(segments.flatMap((segment) => segment.words)).toHaveLength(tokens.length);
    for (const { text } of segments) {
      expect(text.length).toBeLessThanOrEqual(2_000);
      expect(text).toMatch(/\.$/);
    }
  });

  test('splits a monologue without words, and one without spaces', () => {
    const long = of({
      utterances: [said('A', 0, 100_000, 'na '.repeat(2_000) + 'x'.repeat(5_000))],
    }).segments;

    expect(long.every(({ text }) => text.length <= 2_000)).toBe(true);
    expect(long.at(-1)?.endMs).toBe(100_000);
    expect(transcriptSchema.shape.segments.parse(long)).toEqual(long);
  });

  test('names the language as BCP 47 does', () => {
    expect(of({ language: 'en_us' }).language).toBe('en-US');
    expect(transcriptOf({ ...nothing, language: null }, 'de-DE').language).toBe('de-DE');
  });
});

const nothing: SpokenMeeting = {
  language: 'en',
  durationMs: 0,
  confidence: 0.9,
  text: '',
  utterances: [],
  words: [],
};

function of(meeting: Partial<SpokenMeeting>) {
  return transcriptOf({ ...nothing, ...meeting }, null);
}

function said(speaker: string | null, startMs: number, endMs: number, text: string): SpokenUtterance {
  return { speaker, startMs, endMs, text, confidence: 0.9, words: [] };
}
