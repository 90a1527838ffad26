import type { Segment } from '@meeting-intelligence/contracts';
import { expect, test } from 'vitest';
import { speakersOf } from './speakers-of.js';

test('adds up talk time, counts what one says in a row as one turn, and keeps the order of appearance', () => {
  const segments = [
    said('B', 0, 1_000),
    said('B', 1_200, 2_000),
    said('A', 2_000, 2_500),
    said('B', 3_000, 3_100),
  ];

  expect(speakersOf(segments)).toEqual([
    { label: 'B', talkTimeMs: 1_900, turns: 2 },
    { label: 'A', talkTimeMs: 500, turns: 1 },
  ]);
});

test('a segment that ends before it starts takes no time away', () => {
  expect(speakersOf([said('A', 500, 400)])).toEqual([{ label: 'A', talkTimeMs: 0, turns: 1 }]);
});

test('silence has no speakers', () => {
  expect(speakersOf([])).toEqual([]);
});

function said(speaker: string, startMs: number, endMs: number): Segment {
  return { id: `s${startMs}`, speaker, startMs, endMs, text: '…', confidence: 1, words: [] };
}
