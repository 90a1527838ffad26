import { spawn } from 'node:child_process';
import { constants, setPriority } from 'node:os';
import type { Readable } from 'node:stream';
import { AppError } from '@meeting-intelligence/errors';

export interface FfmpegProgram {
  /** Absolute. */
  readonly ffmpeg: string;
  /** util-linux's prlimit, absolute; without it memory and processor time have no limit but the time below. */
  readonly prlimit: string | undefined;
  /** Of processor time, and of time on the clock. */
  readonly timeoutMs: number;
}

export interface FfmpegOutcome {
  readonly succeeded: boolean;
  /** The last 8 KiB of what it had to say. It quotes the file: not for clients. */
  readonly words: string;
}

export interface FfmpegOutputs {
  /** `pipe:1`. True: that is enough, the run ends and counts as one that succeeded. */
  readonly first?: (chunk: Buffer) => boolean;
  /** `pipe:3`. */
  readonly second?: (chunk: Buffer) => void;
}

/** What decoding may take: the program itself maps 0.3 GB. */
const memoryBytes = 1_073_741_824;
const mostWords = 8_192;

/**
 * One run of ffmpeg: without a shell, an environment, a terminal or our signals, at a low priority, with an end to its
 * time and memory. Gone when this settles, whatever happens. Should we be killed, it ends as its output breaks.
 *
 * @throws the reason of `signal`; AppError SERVICE_UNAVAILABLE, when it could not be run or to its end
 */
export async function runFfmpeg(
  program: FfmpegProgram,
  args: readonly string[],
  outputs: FfmpegOutputs,
  signal: AbortSignal,
): Promise<FfmpegOutcome> {
  signal.throwIfAborted();
  const [command, ...all] = commandOf(program, args);
  const child = spawn(command!, all, {
    cwd: '/',
    env: {},
    // A group of its own: a Ctrl-C at the terminal is for us, and we decide what becomes of it.
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
  });
  lowerPriority(child.pid);
  const [, first, errors, second] = child.stdio as unknown as [null, Readable, Readable, Readable];
  const kill = () => void child.kill('SIGKILL');
  let words = '';
  let hadEnough = false;
  let timedOut = false;
  first.on('data', (chunk: Buffer) => {
    if (hadEnough || !outputs.first?.(chunk)) return;
    hadEnough = true;
    kill();
  });
  second.on('data', (chunk: Buffer) => outputs.second?.(chunk));
  errors.on('data', (chunk: Buffer) => {
    words = (words + chunk.toString('latin1')).slice(-mostWords);
  });
  const timer = setTimeout(() => {
    timedOut = true;
    kill();
  }, program.timeoutMs);
  signal.addEventListener('abort', kill);
  try {
    const { promise, resolve, reject } = Promise.withResolvers<[number | null, NodeJS.Signals | null]>();
    child.once('error', reject);
    child.once('close', (code, by) => resolve([code, by]));
    const [code, killedBy] = await promise.catch((cause: unknown) => {
      throw unavailable('ffmpeg could not be run', cause);
    });
    if (hadEnough) return { succeeded: true, words };
    signal.throwIfAborted();
    if (timedOut) throw unavailable(`ffmpeg was not through after ${program.timeoutMs} ms`);
    // Neither we nor its limits: the system was out of memory.
    if (killedBy === 'SIGKILL') throw unavailable('ffmpeg was killed');
    return { succeeded: code === 0, words: killedBy ? `ended by ${killedBy}` : words };
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', kill);
  }
}

function commandOf({ ffmpeg, prlimit, timeoutMs }: FfmpegProgram, args: readonly string[]): string[] {
  if (prlimit === undefined) return [ffmpeg, ...args];
  // At the end of its time SIGXCPU; the hard limit stays above, as that is a SIGKILL.
  const cpu = Math.ceil(timeoutMs / 1_000);
  return [prlimit, `--as=${memoryBytes}`, `--cpu=${cpu}:${cpu + 5}`, '--core=0', ffmpeg, ...args];
}

/** A tenth of what requests get while both want the processor: at the lowest priority nothing would get on under full load. */
function lowerPriority(pid: number | undefined): void {
  if (pid === undefined) return;
  try {
    setPriority(pid, constants.priority.PRIORITY_BELOW_NORMAL);
  } catch {
    // It is through already.
  }
}

function unavailable(message: string, cause?: unknown): AppError {
  return new AppError('SERVICE_UNAVAILABLE', message, { cause });
}
