import { describe, expect, it } from 'vitest';
import { spoken } from '../testing/spoken.js';
import { toSentences } from './sentences.js';
import { summarise } from './summary.js';

describe('summary', () => {
  const segments = spoken(
    'A: This is Ben from the logistics department in Hamburg.',
    'A: The delivery of the new trucks to Hamburg is late again.',
    'B: My neighbour bought a yellow bicycle yesterday.',
    'A: Without new trucks the delivery to Hamburg customers costs twice as much.',
    'B: Okay.',
    'B: Customers in Hamburg complain about every late delivery.',
  );

  it('consists of sentences that were said, in their order, and says where', () => {
    const { summary, segmentIds } = summarise(toSentences(segments), new Set());
    for (const id of segmentIds)
      expect(summary).toContain(segments.find((segment) => segment.id === id)!.text);
    expect(summary).not.toMatch(/bicycle|Okay|This is Ben/);
  });

  it('prefers what a decision rests on', () => {
    const bicycle = segments[2]!.text;
    expect(summarise(toSentences(segments), new Set([bicycle])).summary.length).toBeGreaterThan(0);
    expect(summarise(toSentences([segments[2]!]), new Set([bicycle]))).toEqual({
      summary: bicycle,
      segmentIds: ['s3'],
    });
  });

  it('says who speaks of himself', () => {
    const said = toSentences(spoken('A: I will repair the yellow bicycle tomorrow.'));

    expect(summarise(said, new Set(), new Map([['A', 'Ben']])).summary).toBe(
      'Ben: I will repair the yellow bicycle tomorrow.',
    );
  });

  it('is empty when nothing was said', () => {
    expect(summarise([], new Set())).toEqual({ summary: '', segmentIds: [] });
  });
});
