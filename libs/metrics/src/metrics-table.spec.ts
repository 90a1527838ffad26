import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { declarations } from './index.js';
import { metricsTable, withTable } from './metrics-table.js';

test('docs/observability.md has the table of what is declared', () => {
  const text = readFileSync(join(import.meta.dirname, '../../../docs/observability.md'), 'utf8');

  expect(withTable(text, metricsTable(declarations))).toBe(text);
});
