import { expect, test } from 'vitest';
import { parseArguments } from './arguments.js';

test('reads everything that is said about a recording', () => {
  const args = [
    ...['submit', 'a.ogg', '--wait', '--json', '--title', 'Planning', '--speakers', '3', '--language', 'de'],
    ...['--metadata', '{"a":1}', '--field', 'external_id=4711=b', '--field', 'vocabulary=["x"]'],
    ...['--url', 'http://gateway', '--key', 'k'],
  ];

  expect(parseArguments(args)).toEqual({
    command: 'submit',
    recording: 'a.ogg',
    wait: true,
    json: true,
    url: 'http://gateway',
    key: 'k',
    data: undefined,
    fields: {
      title: 'Planning',
      speakers_expected: 3,
      language: 'de',
      metadata: { a: 1 },
      external_id: '4711=b',
      vocabulary: ['x'],
    },
  });
});

test.each([
  ['watch'],
  ['status', 'a', 'b'],
  ['result', ''],
  ['trace'],
  ['trace', 'a', '--jaeger', 'localhost:16686'],
  ['list'],
  ['submit'],
  ['submit', 'a.ogg', '--speakers', 'many'],
  ['submit', 'a.ogg', '--metadata', '[1]'],
  ['submit', 'a.ogg', '--metadata', 'a'],
  ['submit', 'a.ogg', '--field', 'novalue'],
  ['submit', 'a.ogg', '--field', 'vocabulary=[x'],
  ['submit', 'a.ogg', '--tittle', 'x'],
  ['captions', 'id'],
  ['batch'],
  ['batch', 'list.txt', '--lane', 'fast'],
  ['retry'],
  ['delete'],
  ['delete', 'id', '--sure'],
  ['captions', 'id', '--format', 'doc'],
  ['status', 'id', '--url', ''],
])('refuses %s %s %s %s, and says what was expected', (...args) => {
  expect(() => parseArguments(args)).toThrow(/expected|Unknown option/);
});

test.each([[], ['--help'], ['-h'], ['help'], ['watch', '--help']])('%s %s shows the help', (...args) => {
  expect(parseArguments(args)).toEqual({ command: 'help' });
});

test('a batch goes into the bulk lane if nothing else is said', () => {
  expect(parseArguments(['batch', 'list.txt'])).toMatchObject({
    command: 'batch',
    list: 'list.txt',
    lane: 'bulk',
  });
  expect(parseArguments(['batch', 'list.txt', '--lane', 'interactive'])).toMatchObject({
    lane: 'interactive',
  });
  expect(parseArguments(['retry', 'id'])).toMatchObject({ command: 'retry', id: 'id' });
});
