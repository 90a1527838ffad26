import { access, readdir, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Debian's package; the library is for LD_PRELOAD. */
export const FAKE_TIME_PACKAGE = 'libfaketime';

/**
 * Path of libfaketime, in its form for programs with threads; undefined where it is not installed.
 *
 * @param install is asked for `FAKE_TIME_PACKAGE` when it is not there (`aptInstall` of libs/testing, where we may)
 */
export async function fakeTimeLibrary(
  install?: (packages: readonly string[]) => Promise<void>,
): Promise<string | undefined> {
  const found = await installedLibrary();
  if (found !== undefined || install === undefined) return found;
  await install([FAKE_TIME_PACKAGE]);
  return installedLibrary();
}

/**
 * For a server process: its clock is ahead by what `writeFakeTime` puts into the file. Measured with PostgreSQL 15 and
 * libfaketime 0.9.10: `now()` jumps in old and in new sessions, also under load and backwards, while `pg_sleep` and
 * timeouts go on as they should. The account of the server has to be able to read the library and the file.
 */
export function fakeTimeEnvironment(library: string, file: string): Readonly<Record<string, string>> {
  return {
    LD_PRELOAD: library,
    FAKETIME_TIMESTAMP_FILE: file,
    FAKETIME_NO_CACHE: '1',
    // Timers must not jump: only what a wall clock shows. 0.9.10 reads the first name, older versions the second.
    FAKETIME_DONT_FAKE_MONOTONIC: '1',
    DONT_FAKE_MONOTONIC: '1',
  };
}

/** Before the server starts, and for each jump. */
export async function writeFakeTime(file: string, offsetMs: number): Promise<void> {
  const seconds = offsetMs / 1_000;
  // Never half a file: the server reads it at every look at the clock.
  await writeFile(`${file}.new`, `${seconds < 0 ? '' : '+'}${seconds}`, { mode: 0o644 });
  await rename(`${file}.new`, file);
}

async function installedLibrary(): Promise<string | undefined> {
  const roots = await readdir('/usr/lib').catch(() => []);
  for (const root of roots.filter((name) => name.includes('-linux-'))) {
    const path = join('/usr/lib', root, 'faketime', 'libfaketimeMT.so.1');
    const isThere = await access(path).then(
      () => true,
      () => false,
    );
    if (isThere) return path;
  }
  return undefined;
}
