import { describe, expect, it } from 'vitest';
import { spoken } from '../testing/spoken.js';
import { introducedNames } from './introductions.js';
import { toSentences } from './sentences.js';
import { nameSpeakers } from './speaker-names.js';

const namesIn = (...lines: string[]): Record<string, string | null> => {
  const segments = spoken(...lines);
  return Object.fromEntries(
    nameSpeakers(segments, toSentences(segments)).map(({ label, name }) => [label, name]),
  );
};

describe('names of speakers', () => {
  it.each([
    ['Hello, this is Victoria from the finance team.', 'Victoria'],
    ['good morning this is victoria from finance', 'Victoria'],
    ["Hi everyone, I'm Ahmed.", 'Ahmed'],
    ['I’m Ahmed, and I work in Lyon.', 'Ahmed'],
    ['My name is Zanele and I run support.', 'Zanele'],
    ['Olga here.', 'Olga'],
    ['This is Nkechi from sales.', 'Nkechi'],
  ])('reads "%s"', (text, name) => expect(introducedNames(text)).toEqual([name]));

  it.each([
    'This is great news from the customer.',
    "I'm sorry.",
    "I'm going to call Victoria.",
    'This is important, Victoria.',
    'Victoria is from the finance team.',
    'My name is not on the list.',
    'this is feedback from the customer',
    'Ask Laura from the support team.',
  ])('reads no introduction in "%s"', (text) => expect(introducedNames(text)).toEqual([]));

  it('names everybody by their own introduction', () => {
    expect(namesIn('A: This is Ben from sales.', "B: And I'm Carla.", 'C: Hello.')).toEqual({
      A: 'Ben',
      B: 'Carla',
      C: null,
    });
  });

  it('guesses from who answers, but only when it happens twice', () => {
    const once = ['A: Maria, can you start?', 'B: Sure.'];
    expect(namesIn(...once)).toEqual({ A: null, B: null });
    expect(namesIn(...once, 'A: Thanks.', 'A: Maria, what do you think?', 'B: Fine.')).toEqual({
      A: null,
      B: 'Maria',
    });
  });
});
