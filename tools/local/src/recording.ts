import { constants } from 'node:fs';
import { access, stat } from 'node:fs/promises';
import { basename, extname, join, resolve } from 'node:path';

export interface Recording {
  readonly path: string;
  readonly title: string;
  readonly recordedAt: string;
}

const SAMPLE = {
  file: join('samples', 'planning-meeting.ogg'),
  title: 'Weekly planning meeting',
  // A Monday: what is said in it ("by Friday", "the first of March") is resolved from here.
  recordedAt: '2026-02-16T09:30:00.000Z',
};

/** The recording to send. Faults are found here, before anything is started. */
export async function findRecording(project: string, audio?: string, title?: string): Promise<Recording> {
  const path = audio === undefined ? join(project, SAMPLE.file) : resolve(callersFolder(), audio);
  const entry = await stat(path).catch((error: NodeJS.ErrnoException) => {
    throw new Error(
      error.code === 'ENOENT' ? `no such recording: ${path}` : `cannot read ${path}: ${error.message}`,
    );
  });
  if (!entry.isFile()) throw new Error(`not a file: ${path}`);
  if (entry.size === 0) throw new Error(`the recording is empty: ${path}`);
  await access(path, constants.R_OK).catch(() => {
    throw new Error(`not allowed to read the recording: ${path}`);
  });
  if (audio === undefined) return { path, title: title ?? SAMPLE.title, recordedAt: SAMPLE.recordedAt };
  return { path, title: title ?? basename(path, extname(path)), recordedAt: entry.mtime.toISOString() };
}

/** npm runs scripts in the project's folder; a relative path means the folder the user typed the command in. */
function callersFolder(): string {
  return process.env.INIT_CWD ?? process.cwd();
}
