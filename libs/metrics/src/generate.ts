/** Writes the table of metrics into docs/observability.md. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { declarations } from './instruments.js';
import './metrics.js';
import { metricsTable, withTable } from './metrics-table.js';

const file = join(import.meta.dirname, '../../../docs/observability.md');
writeFileSync(file, withTable(readFileSync(file, 'utf8'), metricsTable(declarations)));
