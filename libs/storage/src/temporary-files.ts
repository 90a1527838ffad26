import { randomUUID } from 'node:crypto';
import { lstat, mkdir, readdir, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const sixHoursMs = 6 * 3_600_000;

/**
 * Files of this machine that are needed for one piece of work and gone after it. What a process that was killed left is
 * deleted by the next one that comes, once it is old enough to be nobody's.
 */
export class TemporaryFiles {
  private sweptAt = 0;

  /** `staleMs`: no piece of work goes on for so long without writing to its file. */
  constructor(
    private readonly folder = join(tmpdir(), `meeting-intelligence-${process.getuid?.() ?? 'files'}`),
    private readonly staleMs = sixHoursMs,
  ) {}

  /**
   * `work` makes the file itself, under the absolute path it is given, whose name has no special characters.
   *
   * @throws what the file system or `work` threw
   */
  async use<Result>(work: (path: string) => Promise<Result>): Promise<Result> {
    await this.open();
    const path = join(this.folder, randomUUID());
    try {
      return await work(path);
    } finally {
      await rm(path, { force: true }).catch(() => undefined);
    }
  }

  /** Deletes what is stale, at most once in `staleMs`. */
  async open(): Promise<void> {
    await mkdir(this.folder, { recursive: true, mode: 0o700 });
    await this.assertOurs();
    if (Date.now() - this.sweptAt < this.staleMs) return;
    this.sweptAt = Date.now();
    for (const name of await readdir(this.folder)) {
      const path = join(this.folder, name);
      // Another process may sweep at the same time.
      const found = await stat(path).catch(() => undefined);
      if (found && Date.now() - found.mtimeMs > this.staleMs) await rm(path, { force: true });
    }
  }

  /** Its name can be guessed: whoever made it before us would read what is put there. */
  private async assertOurs(): Promise<void> {
    const found = await lstat(this.folder);
    const isOurs = found.isDirectory() && (process.getuid === undefined || found.uid === process.getuid());
    if (!isOurs || (found.mode & 0o077) !== 0)
      throw new Error(`expected ${this.folder} to be a folder of ours that is open to nobody else`);
  }
}
