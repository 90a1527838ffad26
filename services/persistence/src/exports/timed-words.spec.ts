import { expect, test } from 'vitest';
import { spoken } from '../../test/a-public-meeting.js';
import { timedWordsOf } from './timed-words.js';

const word = (text: string, start_ms: number, end_ms: number) => ({ text, start_ms, end_ms, confidence: 1 });

test('gives every word its time', () => {
  const words = [word('Hello', 100, 400), word('world.', 500, 900)];

  expect(timedWordsOf(spoken('Hello world.', { words }), 42)).toEqual([
    { text: 'Hello', startMs: 100, endMs: 400, isGlued: false, width: 5 },
    { text: 'world.', startMs: 500, endMs: 900, isGlued: false, width: 6 },
  ]);
});

test.each([
  [
    'punctuation that the words have not',
    '“Hello, world!” – yes.',
    ['Hello', 'world', 'yes'],
    '“Hello,|world!”|–|yes.',
  ],
  ['Japanese without spaces', '東京は晴れ', ['東京', 'は', '晴れ'], '東京|+は|+晴れ'],
  ['a word twice', 'no no', ['no', 'no'], 'no|no'],
  ['words that the text has not', 'something else', ['Hello', 'else'], 'Hello|else'],
  ['two words in one', 'New York now', ['New York', 'now'], 'New|York|now'],
  ['words of nothing', 'Hello', ['\0', 'Hello', ' '], 'Hello'],
])('keeps the text whole: %s', (_, text, words, expected) => {
  const timed = timedWordsOf(
    spoken(text, { words: words.map((each, i) => word(each, i * 100, i * 100 + 90)) }),
    42,
  );

  expect(timed.map((each) => `${each.isGlued ? '+' : ''}${each.text}`).join('|')).toBe(expected);
});

test('lets time pass evenly over a text without words', () => {
  const expected = [
    { text: 'aa', startMs: 1_000, endMs: 1_200, isGlued: false, width: 2 },
    { text: 'bbb', startMs: 1_200, endMs: 1_500, isGlued: false, width: 3 },
  ];

  expect(timedWordsOf(spoken('aa bbb', { start_ms: 1_000, end_ms: 1_500 }), 42)).toEqual(expected);
  expect(timedWordsOf(spoken('aa bbb', { start_ms: 1_000, end_ms: 1_500, words: [] }), 42)).toEqual(expected);
});

test('cuts a word that is too wide, and its time', () => {
  const timed = timedWordsOf(spoken('x'.repeat(6), { words: [word('x'.repeat(6), 0, 600)] }), 4);

  expect(timed).toEqual([
    { text: 'xxxx', startMs: 0, endMs: 400, isGlued: false, width: 4 },
    { text: 'xx', startMs: 400, endMs: 600, isGlued: true, width: 2 },
  ]);
});

test('no word starts before the one before, nor ends before it starts', () => {
  const words = [word('a', 500, 400), word('b', 300, 350)];

  expect(timedWordsOf(spoken('a b', { words }), 42)).toMatchObject([
    { startMs: 500, endMs: 500 },
    { startMs: 500, endMs: 500 },
  ]);
});

test.each(['', ' \n\0'])('has no words for nothing: %j', (text) => {
  expect(timedWordsOf(spoken(text), 42)).toEqual([]);
});
