import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { KillPoint } from './kill-points.js';

interface Happened {
  readonly pid: number;
  /** ISO time by the clock of the process, which may have jumped. */
  readonly at: string;
}

/** One fault that happened. */
export type Evidence = Happened &
  (
    | {
        readonly fault: 'kill';
        /** As `formatKillPoint` writes what was armed. */
        readonly kill: string;
        readonly point: KillPoint;
        readonly subject: string;
      }
    | {
        readonly fault: 'duplicate' | 'reorder' | 'late';
        readonly subject: string;
        readonly delayMs: number;
      }
    | { readonly fault: 'clock'; readonly offsetMs: number }
  );

/** An armed fault was never met, so whatever was observed proves nothing about it. */
export class NotInjectedError extends Error {
  override readonly name = 'NotInjectedError';

  constructor(readonly missing: readonly string[]) {
    super(`not injected: ${missing.join(', ')}`);
  }
}

/** Files of a fault folder: what was armed, and for each arming (by its id) what happened. */
export const PLAN_FILE = 'plan.json';
export const evidenceFile = (id: string, pid: number) => `${id}.${pid}.jsonl`;
/** Made with O_EXCL: of all processes and all their lives only one kills. */
export const onceFile = (id: string, index: number) => `${id}.once-${index}.jsonl`;

/** What happened in the folder, of all armings or of one, in the order of time. */
export async function evidenceIn(folder: string, id = ''): Promise<readonly Evidence[]> {
  const names = (await readdir(folder)).filter((name) => name.startsWith(id) && name.endsWith('.jsonl'));
  const texts = await Promise.all(names.map((name) => readFile(join(folder, name), 'utf8')));
  // A line without its end is being written at this moment.
  const lines = texts.flatMap((text) => text.split('\n').slice(0, -1));
  const evidence = lines.map((line) => JSON.parse(line) as Evidence);
  return evidence.sort((one, other) => one.at.localeCompare(other.at));
}
