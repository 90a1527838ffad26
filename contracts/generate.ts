/**
 * Writes what is generated from the contracts: a JSON Schema for each event, the AsyncAPI document, and the picture in
 * the README. With `--check` it writes nothing and fails when a committed file differs.
 */
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { stringify } from 'yaml';
import { asyncApi } from './generators/async-api.js';
import { jsonSchemas } from './generators/json-schemas.js';
import { pipelineDiagram } from './generators/pipeline-diagram.js';

const root = resolve(import.meta.dirname, '../..');
const schemaFolder = 'contracts/schemas';
const diagramMarkers = /(<!-- pipeline:start.*?-->\n)[^]*?(<!-- pipeline:end -->)/;

const files = new Map<string, string>();
for (const [name, schema] of jsonSchemas()) {
  files.set(`${schemaFolder}/${name}.schema.json`, `${JSON.stringify(schema, null, 2)}\n`);
}
files.set('contracts/asyncapi.yaml', stringify(asyncApi(), { lineWidth: 110, aliasDuplicateObjects: false }));
files.set('README.md', read('README.md').replace(diagramMarkers, `$1\n${pipelineDiagram()}\n$2`));

const stale = readdirSync(join(root, schemaFolder))
  .map((name) => `${schemaFolder}/${name}`)
  .filter((file) => !files.has(file));
const drifted = [...files].filter(([file, text]) => read(file) !== text).map(([file]) => file);

if (process.argv.includes('--check')) {
  for (const file of [...drifted, ...stale])
    process.stderr.write(`${file} differs from the contracts: npm run generate\n`);
  process.exitCode = drifted.length + stale.length > 0 ? 1 : 0;
} else {
  for (const file of stale) rmSync(join(root, file));
  for (const file of drifted) {
    mkdirSync(dirname(join(root, file)), { recursive: true });
    writeFileSync(join(root, file), files.get(file) ?? '');
    process.stdout.write(`wrote ${file}\n`);
  }
}

function read(file: string): string {
  try {
    return readFileSync(join(root, file), 'utf8');
  } catch {
    return '';
  }
}
