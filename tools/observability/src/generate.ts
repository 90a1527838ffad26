// Writes k8s/observability. With --check: ends with status 1 when a file is missing, old or of no use.
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { generatedFiles } from './generated-files.js';

const folder = fileURLToPath(new URL('../../../k8s/observability', import.meta.url));
const files = generatedFiles();
const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
const present = entries
  .filter((entry) => entry.isFile() && entry.name !== 'README.md')
  .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1));
const unknown = present.filter((path) => !files.has(path));

if (process.argv.includes('--check')) {
  const drifted: string[] = [...unknown];
  for (const [path, text] of files) {
    if ((await readFile(join(folder, path), 'utf8').catch(() => '')) !== text) drifted.push(path);
  }
  for (const path of drifted) process.stderr.write(`k8s/observability/${path} is not what is generated\n`);
  if (drifted.length > 0) {
    process.stderr.write('npm run generate makes them anew\n');
    process.exitCode = 1;
  }
} else {
  for (const [path, text] of files) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), text);
  }
  for (const path of unknown) await rm(join(folder, path));
}
