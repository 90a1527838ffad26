/** Writes src/description.ts from contracts/openapi.json. With `--check` it writes nothing and fails when the file differs. */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import openapiTypescript, { astToString, type OpenAPI3 } from 'openapi-typescript';

const root = join(import.meta.dirname, '../../..');
const name = 'libs/client/src/description.ts';
const header = '/** Made from contracts/openapi.json by openapi-typescript: npm run generate. */\n';

const description = JSON.parse(
  await readFile(join(root, 'contracts/openapi.json'), 'utf8'),
) as unknown as OpenAPI3;
const wanted = header + astToString(await openapiTypescript(description, { alphabetize: false }));
const committed = await readFile(join(root, name), 'utf8').catch(() => '');
if (wanted !== committed) {
  if (process.argv.includes('--check')) {
    process.stderr.write(`${name} differs from contracts/openapi.json: npm run generate\n`);
    process.exitCode = 1;
  } else {
    await writeFile(join(root, name), wanted);
    process.stdout.write(`wrote ${name}\n`);
  }
}
