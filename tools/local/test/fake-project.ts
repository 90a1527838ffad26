import { randomBytes } from 'node:crypto';
import { cp, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createConsole } from '../src/console.js';
import { PassThrough } from 'node:stream';

export const FAKE_PROCESS = fileURLToPath(new URL('./fake-process.mjs', import.meta.url));
const SCRIPTS = [
  ...['ingest', 'transcription', 'analysis', 'persistence', 'notification'].map((name) => `services/${name}`),
  'tools/provider-stand-in',
];

export interface FakeProject {
  readonly folder: string;
  /** What the fake processes noted: "<folder> <what happened>", in the order it happened. */
  events(): Promise<string[]>;
  /** Replaces one script. */
  replace(script: string, code: string): Promise<void>;
  close(): Promise<void>;
}

/** A project folder whose services are small fakes. */
export async function fakeProject(): Promise<FakeProject> {
  const folder = `/var/tmp/mi-spec-${randomBytes(4).toString('hex')}`;
  for (const script of SCRIPTS) {
    await mkdir(join(folder, script, 'dist'), { recursive: true });
    await writeFile(join(folder, script, 'package.json'), '{ "type": "module" }');
    await cp(FAKE_PROCESS, join(folder, script, 'dist', 'main.js'));
  }
  return {
    folder,
    async events() {
      const text = await readFile(join(folder, 'events.txt'), 'utf8').catch(() => '');
      return text.split('\n').filter(Boolean);
    },
    replace: (script, code) => writeFile(join(folder, script, 'dist', 'main.js'), code),
    close: () => rm(folder, { recursive: true, force: true }),
  };
}

/** A console that keeps what it shows. */
export function silentConsole() {
  const out = new PassThrough();
  const lines: string[] = [];
  out.on('data', (chunk: Buffer) => lines.push(...chunk.toString().split('\n').filter(Boolean)));
  return { ...createConsole({ everything: true }, out), lines };
}
