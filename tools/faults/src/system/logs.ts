import { open, readdir } from 'node:fs/promises';
import { join } from 'node:path';

export interface LogLine {
  readonly process: string;
  readonly text: string;
}

/** What all processes wrote since the last look. */
export class Logs {
  private readonly read = new Map<string, number>();
  private readonly counted: LogLine[] = [];

  constructor(private readonly folders: readonly string[]) {}

  /** Only what is written after this call. */
  static async fromNow(folders: readonly string[]): Promise<Logs> {
    const logs = new Logs(folders);
    await logs.newLines();
    return logs;
  }

  /** How many lines there are since the beginning that fit. */
  async count(fits: (line: LogLine) => boolean): Promise<number> {
    this.counted.push(...(await this.newLines()).filter(fits));
    return this.counted.length;
  }

  async newLines(): Promise<LogLine[]> {
    const lines: LogLine[] = [];
    for (const folder of this.folders) {
      for (const name of await readdir(folder)) {
        if (!name.endsWith('.log')) continue;
        const text = await this.rest(join(folder, name));
        for (const line of text.split('\n')) if (line) lines.push({ process: name.slice(0, -4), text: line });
      }
    }
    return lines;
  }

  private async rest(path: string): Promise<string> {
    const file = await open(path, 'r');
    try {
      const { size } = await file.stat();
      const from = this.read.get(path) ?? 0;
      const { bytesRead, buffer } = await file.read(
        Buffer.alloc(Math.max(0, size - from)),
        0,
        undefined,
        from,
      );
      // A line that is not written to its end is read the next time.
      const end = buffer.subarray(0, bytesRead).lastIndexOf('\n') + 1;
      this.read.set(path, from + end);
      return buffer.toString('utf8', 0, end);
    } finally {
      await file.close();
    }
  }
}
