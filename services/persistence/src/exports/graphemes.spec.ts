import fc from 'fast-check';
import { expect, test } from 'vitest';
import { graphemesOf, piecesOf, widthOf } from './graphemes.js';

test('counts what a reader takes for one character', () => {
  expect(['é', 'e\u0301', '👨‍👩‍👧‍👦', '🇩🇪🇫🇷', 'नि', 'abc', 'a\u00adb', ''].map(widthOf)).toEqual([
    1, 1, 1, 2, 1, 3, 3, 0,
  ]);
});

const icu = new Intl.Segmenter('und', { granularity: 'grapheme' });
const byIcu = (text: string) => Array.from(icu.segment(text), ({ segment }) => segment);

test('any text is cut as ICU cuts it', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), fc.string({ unit: 'grapheme' }), (any, usual) => {
      for (const text of [any, usual]) expect(graphemesOf(text)).toEqual(byIcu(text));
    }),
  );
});

test('so is every character beside one of another script', () => {
  const all = Array.from({ length: 0x10000 }, (_, code) => String.fromCharCode(code));
  const pairs = all.map((character, index) => character + all[(index * 7_919) % all.length]!);

  expect(pairs.filter((pair) => graphemesOf(pair).length !== byIcu(pair).length)).toEqual([]);
});

test('cuts Japanese between words, and a word that is too long anywhere but in a character', () => {
  expect(piecesOf('東京は晴れです', 4).join('|')).toBe('東京|は|晴れ|です');
  expect(piecesOf('e\u0301'.repeat(5), 2)).toEqual(['e\u0301e\u0301', 'e\u0301e\u0301', 'e\u0301']);
  expect(piecesOf('short', 5)).toEqual(['short']);
});
