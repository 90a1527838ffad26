import { spawn, type ChildProcess } from 'node:child_process';
import { constants, setPriority } from 'node:os';
import { basename } from 'node:path';
import type { Readable } from 'node:stream';
import { AppError } from '@meeting-intelligence/errors';
import { processorMsOf, tellsProcessorTime } from './processor-time.js';

export interface FfmpegProgram {
  /** Absolute. */
  readonly ffmpeg: string;
  /** util-linux's prlimit, absolute; without it memory has no limit. */
  readonly prlimit: string | undefined;
  /** Of processor time: whatever takes more is too expensive, on any machine that has time. */
  readonly processorMs: number;
  /** On the clock: the machine has no time. Where processor time cannot be read, nobody knows which of the two it is. */
  readonly timeoutMs: number;
}

export interface FfmpegOutcome {
  readonly succeeded: boolean;
  /** It was ended, as it took more processor time than it may, and would again. */
  readonly tooExpensive: boolean;
  /** The last 8 KiB of what it had to say. It quotes the file: not for clients. */
  readonly words: string;
}

export interface FfmpegOutputs {
  /** `pipe:1`. True: that is enough, the run ends and counts as one that succeeded. */
  readonly first?: (chunk: Buffer) => boolean;
  /** `pipe:3`. */
  readonly second?: (chunk: Buffer) => void;
  /** How much processor time is reasonable for what it has brought so far, where that is less than `processorMs`. */
  readonly allowedMs?: () => number;
}

/** What decoding may take: the program itself maps 0.3 GB. */
const memoryBytes = 1_073_741_824;
const mostWords = 8_192;
const lookEveryMs = 250;

/**
 * One run of ffmpeg: without a shell, an environment, a terminal or our signals, at a low priority, with an end to its
 * time and memory. Gone when this settles, whatever happens. Should we be killed, it ends as its output breaks; one that writes
 * a file goes on to its end, or to that of its processor time.
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
  const { child, pid, ended } = await started(program, args);
  const [, first, errors, second] = child.stdio as unknown as [null, Readable, Readable, Readable];
  const kill = () => void child.kill('SIGKILL');
  let words = '';
  let hadEnough = false;
  let timedOut = false;
  let tooExpensive = false;
  first.on('data', (chunk: Buffer) => {
    if (hadEnough || !outputs.first?.(chunk)) return;
    hadEnough = true;
    kill();
  });
  second.on('data', (chunk: Buffer) => outputs.second?.(chunk));
  errors.on('data', (chunk: Buffer) => {
    words = (words + chunk.toString('latin1')).slice(-mostWords);
  });
  const look = setInterval(() => {
    const allowedMs = Math.min(program.processorMs, outputs.allowedMs?.() ?? Infinity);
    if (processorMsOf(pid) <= allowedMs) return;
    tooExpensive = true;
    kill();
  }, lookEveryMs);
  const timer = setTimeout(() => {
    timedOut = true;
    tooExpensive ||= !tellsProcessorTime;
    kill();
  }, program.timeoutMs);
  signal.addEventListener('abort', kill);
  try {
    const [code, killedBy] = await ended;
    if (hadEnough) return { succeeded: true, tooExpensive: false, words };
    signal.throwIfAborted();
    if (tooExpensive) return { succeeded: false, tooExpensive, words };
    if (timedOut) throw unavailable(`ffmpeg was not through after ${program.timeoutMs} ms`);
    // Neither we nor its limits: the system was out of memory.
    if (killedBy === 'SIGKILL') throw unavailable('ffmpeg was killed');
    // Of its own: it could not set the limits, or found no ffmpeg to begin. That is no word about a recording.
    if (code !== 0 && isOfPrlimit(words, program))
      throw unavailable('ffmpeg could not be run', new Error(words));
    const said = killedBy ? `ended by ${killedBy}` : words;
    return { succeeded: code === 0, tooExpensive: false, words: said };
  } finally {
    clearInterval(look);
    clearTimeout(timer);
    signal.removeEventListener('abort', kill);
  }
}

type Ended = readonly [code: number | null, by: NodeJS.Signals | null];

interface Started {
  readonly child: ChildProcess;
  readonly pid: number;
  readonly ended: Promise<Ended>;
}

/** @throws AppError SERVICE_UNAVAILABLE */
async function started(program: FfmpegProgram, args: readonly string[]): Promise<Started> {
  const [command, ...all] = commandOf(program, args);
  const { promise: ended, resolve, reject } = Promise.withResolvers<Ended>();
  try {
    const child = spawn(command!, all, {
      cwd: '/',
      env: {},
      // A group of its own: a Ctrl-C at the terminal is for us, and we decide what becomes of it.
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
    });
    child.once('error', reject);
    child.once('close', (code, by) => resolve([code, by]));
    const { pid } = child;
    // Where no more files can be opened there is no process, and nothing of it to read from: the error is all that comes.
    if (pid === undefined) throw await ended.catch((error: unknown) => error);
    lowerPriority(pid);
    return { child, pid, ended };
  } catch (cause) {
    throw unavailable('ffmpeg could not be run', cause);
  }
}

function commandOf({ ffmpeg, prlimit, processorMs }: FfmpegProgram, args: readonly string[]): string[] {
  if (prlimit === undefined) return [ffmpeg, ...args];
  // For when we are gone; before that we end it earlier. At the soft limit ffmpeg ends by itself.
  const cpu = Math.ceil(processorMs / 1_000) + 2;
  return [prlimit, `--as=${memoryBytes}`, `--cpu=${cpu}:${cpu + 5}`, '--core=0', ffmpeg, ...args];
}

/** Its name as it was called, or alone: getopt_long(3) has the one, err(3) the other. */
function isOfPrlimit(words: string, { prlimit }: FfmpegProgram): boolean {
  return prlimit !== undefined && [prlimit, basename(prlimit)].some((name) => words.startsWith(`${name}: `));
}

/** A tenth of what requests get while both want the processor: at the lowest priority nothing would get on under full load. */
function lowerPriority(pid: number): void {
  try {
    setPriority(pid, constants.priority.PRIORITY_BELOW_NORMAL);
  } catch {
    // It is through already.
  }
}

function unavailable(message: string, cause?: unknown): AppError {
  return new AppError('SERVICE_UNAVAILABLE', message, { cause });
}
