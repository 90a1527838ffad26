// Writes `.env.example` from the compiled configuration of the services. With `--check` it writes nothing and
// fails when the committed file differs.
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { describeConfig, type Fields } from '@meeting-intelligence/config';
import { services } from '@meeting-intelligence/contracts';
import { envExample } from './env-example.js';

const PROJECT = fileURLToPath(new URL('../../..', import.meta.url));
const file = join(PROJECT, '.env.example');

/** Each service's `config.ts` exports its fields under a name that ends in `Fields`. */
async function fieldsOf(service: string) {
  const module = (await import(
    pathToFileURL(join(PROJECT, 'services', service, 'dist', 'config.js')).href
  )) as object;
  const exported = Object.entries(module).filter(([name]) => name.endsWith('Fields'));
  const [name, fields] = exported[0] ?? [];
  if (exported.length !== 1 || name === undefined) {
    throw new Error(
      `services/${service}/src/config.ts: expected one export that ends in "Fields", got ${exported.length}`,
    );
  }
  return { service, fields: describeConfig(fields as Fields) };
}

const wanted = envExample(await Promise.all(services.map(fieldsOf)));
const committed = await readFile(file, 'utf8').catch(() => '');
if (wanted === committed) process.exit(0);
if (process.argv.includes('--check')) {
  process.stderr.write('.env.example differs from the services’ configuration: npm run generate\n');
  process.exitCode = 1;
} else {
  await writeFile(file, wanted);
  process.stdout.write('wrote .env.example\n');
}
