import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Recordings, honest and not, made by ffmpeg in a folder of the test. All paths are absolute. */
export class MadeRecordings {
  constructor(readonly folder: string) {}

  /** What ffmpeg makes with these arguments. */
  made(name: string, ...args: string[]): string {
    const path = join(this.folder, name);
    execFileSync('ffmpeg', ['-nostdin', '-loglevel', 'error', ...args, '-y', path], { timeout: 60_000 });
    return path;
  }

  tone(name: string, seconds: number, ...args: string[]): string {
    return this.made(name, '-f', 'lavfi', '-i', `sine=frequency=300:duration=${seconds}`, ...args);
  }

  silence(name: string, seconds: number, ...args: string[]): string {
    const source = `anullsrc=r=48000:cl=mono:d=${seconds}`;
    return this.made(name, '-f', 'lavfi', '-i', source, ...args);
  }

  /** Hours of silence in some megabytes: a minute many times, as a chain. It takes a while to be read. */
  hours(name: string, hours: number): string {
    const minute = readFileSync(this.silence('minute.opus', 60, '-c:a', 'libopus', '-b:a', '6k'));
    return this.written(name, Buffer.concat(Array<Buffer>(60 * hours).fill(minute)));
  }

  /** A small moving picture with a tone. */
  video(name: string, seconds: number, ...args: string[]): string {
    const picture = `testsrc=size=160x120:rate=5:duration=${seconds}`;
    const tone = `sine=frequency=300:duration=${seconds}`;
    return this.made(name, '-f', 'lavfi', '-i', picture, '-f', 'lavfi', '-i', tone, ...args);
  }

  written(name: string, content: string | Buffer): string {
    const path = join(this.folder, name);
    writeFileSync(path, content);
    return path;
  }

  /** The file with something done to its bytes. */
  forged(name: string, from: string, change: (bytes: Buffer) => Buffer | void): string {
    const bytes = readFileSync(from);
    return this.written(name, change(bytes) ?? bytes);
  }
}

/** What a file says of itself, which is what nobody here believes. */
export function declaredSeconds(path: string): number {
  const args = ['-v', 'error', '-show_entries', 'format=duration', '-of', 'csv=p=0', path];
  return Number(execFileSync('ffprobe', args, { encoding: 'utf8' }));
}

/** Codec and channels of every stream. */
export function streamsOf(path: string): string[] {
  const args = ['-v', 'error', '-show_entries', 'stream=codec_name,channels', '-of', 'csv=p=0', path];
  return execFileSync('ffprobe', args, { encoding: 'utf8' }).trim().split('\n');
}
