import { expect, test } from 'vitest';
import { chosen, parseArguments, UsageError } from './arguments.js';
import type { Scenario } from './scenario.js';

const named = (name: string, quick?: true): Scenario => ({
  name,
  shows: '',
  quick,
  inject: () => Promise.resolve({ proof: '' }),
});
const all = [
  named('kill/ingest/new-job/before-ack'),
  named('kill/analysis/analysis/receive'),
  named('broker/kill', true),
];
const namesFor = (...args: string[]) => chosen(all, parseArguments(args)).map(({ name }) => name);

test('runs everything unless told otherwise', () => {
  expect(namesFor()).toHaveLength(3);
  expect(parseArguments([])).toMatchObject({ jobs: 6, line: 'installed', json: false, keep: false });
});

test('takes names, globs and beginnings of names, several with commas', () => {
  expect(namesFor('--only', 'broker/kill')).toEqual(['broker/kill']);
  expect(namesFor('--only', 'kill/*/*/receive,broker/kill')).toEqual([
    'kill/analysis/analysis/receive',
    'broker/kill',
  ]);
  expect(namesFor('--only', 'kill/ingest')).toEqual(['kill/ingest/new-job/before-ack']);
});

test('takes the quick subset', () => {
  expect(namesFor('--quick')).toEqual(['broker/kill']);
});

test.each([
  [['--only', 'kil/*']],
  [['--jobs', '0']],
  [['--jobs', 'many']],
  [['--rabbitmq', '3']],
  [['--colour']],
])('says what is wrong with %j', (args) => {
  expect(() => namesFor(...args)).toThrow(UsageError);
});
