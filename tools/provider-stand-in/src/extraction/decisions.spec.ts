import { describe, expect, it } from 'vitest';
import { spoken } from '../testing/spoken.js';
import { findDecisions } from './decisions.js';
import { toSentences } from './sentences.js';

const decisionsIn = (...lines: string[]): ReturnType<typeof findDecisions> =>
  findDecisions(toSentences(spoken(...lines)));

describe('decisions', () => {
  it.each([
    ['A: We decided to close the Berlin office.', 'Close the Berlin office'],
    ["A: we've agreed that the audit starts in june", 'The audit starts in june'],
    ["A: Okay, we're going with the blue logo.", 'Going with the blue logo'],
    ["A: Let's go with option two.", 'Go with option two'],
    ['A: The consensus is to hire two testers.', 'Hire two testers'],
    ['A: Consensus is that we stay on the old plan.', 'We stay on the old plan'],
    ['A: The final decision is to cancel the trip.', 'Cancel the trip'],
    ['A: It was decided to raise the price.', 'Raise the price'],
    ["A: We're sticking with the current vendor.", 'Sticking with the current vendor'],
  ])('finds it in "%s"', (line, decision) => {
    expect(decisionsIn(line).map((found) => found.decision)).toEqual([decision]);
  });

  it.each([
    'A: We have not decided on a colour yet.',
    'A: Have we agreed on the date?',
    'A: We need to decide who travels.',
    'A: If we decided to wait, what would it cost?',
    "A: We haven't agreed to anything.",
    'A: There is no consensus on the price.',
    'A: I agree.',
    'A: Maybe we should go with option two.',
    "A: We're going to lunch.",
    'A: I am going with my brother.',
    'A: What did we decide to do?',
  ])('finds none in "%s"', (line) => {
    expect(decisionsIn(line)).toEqual([]);
  });

  it('keeps the reason apart', () => {
    expect(decisionsIn('A: We decided to move the launch because the translation is late.')).toMatchObject([
      { decision: 'Move the launch', rationale: 'The translation is late' },
    ]);
  });

  it('names those who agreed next to the one who said it', () => {
    const [found] = decisionsIn(
      'A: We agreed to meet weekly.',
      'B: That works for me.',
      'C: The room is cold.',
    );
    expect(found).toMatchObject({ decidedBy: ['A', 'B'] });
    expect(found?.evidence.map(({ segmentId }) => segmentId)).toEqual(['s1', 's2']);
  });

  it('leaves out what is contradicted at once', () => {
    expect(decisionsIn('A: So we decided to sell the van.', "B: No, we didn't.")).toEqual([]);
  });

  it('counts a decision once that is said twice', () => {
    const found = decisionsIn(
      'A: We decided to sell the van.',
      'B: Right.',
      'A: So again, we agreed to sell the van.',
    );
    expect(found).toHaveLength(1);
    expect(found[0]?.evidence).toHaveLength(2);
  });
});
