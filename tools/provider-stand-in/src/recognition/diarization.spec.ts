import { describe, expect, it } from 'vitest';
import { diarize, type SpeechSegment } from './diarization.js';

/** Segments of two seconds with the given pitches (in semitones), one after the other. */
const segments = (...pitches: (number | undefined)[]): SpeechSegment[] =>
  pitches.map((semitones, index) => ({
    startMs: index * 2500,
    endMs: index * 2500 + 2000,
    pitch: semitones === undefined ? undefined : { semitones, voicedFrames: 50 },
  }));
const speakers = (turns: readonly { speaker: number }[]): number[] => turns.map(({ speaker }) => speaker);

describe('diarization', () => {
  it('tells voices apart that lie clearly apart', () => {
    expect(speakers(diarize(segments(80, 87, 80.4, 86.5, 83.4, 79.8, 83.6, 87.3)))).toEqual([
      0, 1, 0, 1, 2, 0, 2, 1,
    ]);
  });

  it('leaves one lively voice in one piece', () => {
    expect(new Set(speakers(diarize(segments(80, 81.5, 79, 82, 80.6, 83, 78.4, 81, 80.2, 79.6))))).toEqual(
      new Set([0]),
    );
  });

  it('honours the number of speakers that was asked for', () => {
    const alike = segments(80, 81.5, 79, 82, 80.6, 83, 78.4, 81);
    expect(new Set(speakers(diarize(alike, 2))).size).toBe(2);
    expect(new Set(speakers(diarize(segments(80, 87, 80, 87), 1))).size).toBe(1);
  });

  it('gives a piece without a pitch to its neighbour', () => {
    expect(speakers(diarize(segments(80, undefined, 87, 80.2, 87.1)))).toEqual([0, 0, 1, 0, 1]);
  });

  it('copes with silence, with a single segment and with an hour of them', () => {
    expect(diarize([])).toEqual([]);
    expect(speakers(diarize(segments(80)))).toEqual([0]);
    const many = segments(
      ...Array.from({ length: 1500 }, (_, index) => (index % 2 ? 80 : 87) + (index % 7) / 10),
    );
    expect(new Set(speakers(diarize(many))).size).toBe(2);
  });
});
