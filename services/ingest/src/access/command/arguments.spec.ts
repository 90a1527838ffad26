import { expect, test } from 'vitest';
import { parseArguments } from './arguments.js';
import { parseExpiry } from './moments.js';
import { UsageError } from './usage-error.js';

const cms = ['--owner', 'cms', '--name', 'CMS prod', '--scopes', 'jobs:read,jobs:write'];

test('reads what a key is to be', () => {
  expect(parseArguments(['create', ...cms, '--json'])).toEqual({
    ...{ command: 'create', json: true, data: undefined },
    key: { owner: 'cms', name: 'CMS prod', scopes: ['jobs:read', 'jobs:write'] },
  });
});

test('reads a grace period, which is none if left out', () => {
  expect(parseArguments(['rotate', '0123456789abcdef', '--grace', '2h'])).toMatchObject({
    graceMs: 7_200_000,
  });
  expect(parseArguments(['rotate', '0123456789abcdef', '--grace', '0'])).toMatchObject({ graceMs: 0 });
  expect(parseArguments(['rotate', '0123456789abcdef'])).toMatchObject({ graceMs: 0 });
});

test.each([
  ['90d', '2026-04-01T00:00:00.000Z'],
  ['30m', '2026-01-01T00:30:00.000Z'],
  ['2027-11-20', '2027-11-20T00:00:00.000Z'],
  ['2027-11-20T09:00', '2027-11-20T09:00:00.000Z'],
  ['2027-11-20T09:00+02:00', '2027-11-20T07:00:00.000Z'],
])('%s expires at %s', (given, at) => {
  expect(parseExpiry('expires', given, Date.parse('2026-01-01T00:00:00Z'))).toBe(at);
});

test.each([[[]], [['--help']], [['help']], [['create', '--help']], [['rotate', '-h']]])(
  '%j asks for help',
  (args) => {
    expect(parseArguments(args)).toEqual({ command: 'help' });
  },
);

test.each<[string, readonly string[], RegExp]>([
  ['an unknown command', ['make'], /expected create, list, rotate or revoke, got "make"/],
  ['an unknown option', ['list', '--all'], /--all/],
  ['no owner', ['create', '--name', 'x', '--scopes', 'admin'], /--owner is missing/],
  ['nothing of what it needs', ['create'], /--name is missing\n.*--owner is missing\n.*--scopes is missing/s],
  [
    'an unknown scope',
    ['create', '--owner', 'x', '--name', 'x', '--scopes', 'jobs:all'],
    /--scopes .*jobs:read/,
  ],
  [
    'an owner with a space',
    ['create', '--owner', 'a b', '--name', 'x', '--scopes', 'admin'],
    /--owner expected/,
  ],
  [
    'an expiry in the past',
    ['create', ...cms, '--expires', '2001-01-01'],
    /--expires expected a time to come/,
  ],
  ['an expiry of nonsense', ['create', ...cms, '--expires', 'soon'], /--expires: expected 30m/],
  ['no id', ['revoke'], /expected one ID, got none/],
  ['two ids', ['revoke', 'a', 'b'], /expected one ID, got several/],
  ['a grace period that is too long', ['rotate', '0123456789abcdef', '--grace', '8d'], /at most 7d/],
])('%s is wrong usage', (_what, args, says) => {
  expect(() => parseArguments(args)).toThrow(UsageError);
  expect(() => parseArguments(args)).toThrow(says);
});

test('a key in place of its id is not repeated', () => {
  const key = `mi_0123456789abcdef_${'s'.repeat(43)}`;

  expect(() => parseArguments(['revoke', key])).toThrow(
    /^revoke: expected an ID, 16 letters and digits as "list" shows them$/,
  );
});
