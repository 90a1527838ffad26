import { expect, test } from 'vitest';
import { oneLine } from './one-line.js';

test.each([
  ['line breaks of every kind', 'a\r\nb\nc\u2028d\u2029e\u0085f\vg\fh\ti', 'a b c d e f g h i'],
  ['control characters', 'a\0b\u001b[31mc\u007fd\u009fe', 'ab[31mcde'],
  ['a control character between spaces', 'a \0 b', 'a b'],
  ['half a character', 'a\ud83db', 'a\ufffdb'],
  ['spaces around', '  a  ', 'a'],
  ['nothing but these', ' \n\0 ', ''],
])('leaves out %s', (_, text, expected) => {
  expect(oneLine(text)).toBe(expected);
});

test.each(['\u200fשלום (עולם)\u200e', 'مرحبا بالعالم', '👨‍👩‍👧‍👦 e\u0301', 'a\u00a0b', '東京'])(
  'leaves %s as it is',
  (text) => {
    expect(oneLine(text)).toBe(text);
  },
);
