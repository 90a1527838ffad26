/**
 * Preloaded into the processes of a bench (`--import …/heap-after-gc.mjs?folder=F`): every few seconds it writes the bytes
 * of heap that are in use after a garbage collection into `F/<pid>`. What grows there is kept by somebody.
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

const everyMs = 3_000;
const file = join(new URL(import.meta.url).searchParams.get('folder') ?? '.', String(process.pid));

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc');

setInterval(() => {
  collectGarbage();
  writeFileSync(file, String(process.memoryUsage().heapUsed));
}, everyMs).unref();
