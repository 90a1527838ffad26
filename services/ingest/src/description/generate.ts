/** Writes contracts/openapi.json. With `--check` it writes nothing and fails when the committed file differs. */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { apiDescription } from './api-description.js';

const name = 'contracts/openapi.json';
const file = join(import.meta.dirname, '../../../..', name);

const wanted = `${JSON.stringify(apiDescription(), null, 2)}\n`;
const committed = await readFile(file, 'utf8').catch(() => '');
if (wanted !== committed) {
  if (process.argv.includes('--check')) {
    process.stderr.write(`${name} differs from the routes of contracts/api: npm run generate\n`);
    process.exitCode = 1;
  } else {
    await writeFile(file, wanted);
    process.stdout.write(`wrote ${name}\n`);
  }
}
