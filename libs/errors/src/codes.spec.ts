import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { AppError, errorCodes, toAppError } from './index.js';

test('docs/errors.md lists exactly the codes of the table, with the same words', () => {
  const page = readFileSync(join(import.meta.dirname, '../../../docs/errors.md'), 'utf8');
  const documented = [...page.matchAll(/^\| `([A-Z_]+)` +\| (yes|no) +\| (.+?) +\|$/gm)].map((row) =>
    row.slice(1, 4),
  );

  const inTable = Object.entries(errorCodes).map(([code, { retryable, meaning }]) => [
    code,
    retryable ? 'yes' : 'no',
    meaning,
  ]);

  expect(documented.toSorted()).toEqual(inTable.toSorted());
});

test('an error takes its retryability from the table unless told otherwise', () => {
  expect(new AppError('STORAGE_FULL', 'no room').retryable).toBe(true);
  expect(new AppError('STORAGE_FULL', 'no room', { retryable: false }).retryable).toBe(false);
});

test('whatever is thrown becomes an AppError and keeps its cause', () => {
  const foreign = new TypeError('x is not a function');

  expect(toAppError(foreign)).toMatchObject({ code: 'UNEXPECTED', retryable: true, cause: foreign });
  expect(toAppError('just text').message).toBe('just text');
});
