import { expect, test } from 'vitest';
import { parseArguments, UsageError } from './arguments.js';

test('reads the options of a demo', () => {
  expect(parseArguments(['demo', '--audio', 'a b.mp4', '--json', '--title', 'Board'])).toEqual({
    command: 'demo',
    audio: 'a b.mp4',
    title: 'Board',
    json: true,
    keep: false,
    verbose: false,
  });
});

test('reads the options of start', () => {
  expect(parseArguments(['start', '--json'])).toEqual({ command: 'start', json: true, observe: false });
  expect(parseArguments(['start', '--observe', '--jaeger', '/opt/jaeger'])).toEqual({
    command: 'start',
    json: false,
    observe: true,
    jaeger: '/opt/jaeger',
  });
});

test.each([[[]], [['--help']], [['demo', '--help']], [['start', '-h']]])('%j asks for help', (args) => {
  expect(parseArguments(args)).toEqual({ command: 'help' });
});

test.each([
  [['deploy'], /unknown command "deploy"/],
  [['demo', '--jsno'], /Unknown option '--jsno'/],
  [['demo', 'file.ogg'], /positional/],
  [['demo', '--audio'], /argument missing/],
  [['demo', '--audio='], /wants the path/],
  [['start', '--audio', 'x'], /Unknown option/],
  [['start', '--jaeger', '/opt/jaeger'], /--jaeger belongs to --observe/],
  [['start', '--observe', '--collector='], /--collector wants the path/],
])('%j is refused', (args, message) => {
  const parse = () => parseArguments(args);
  expect(parse).toThrow(UsageError);
  expect(parse).toThrow(message);
});
