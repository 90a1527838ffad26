import { spawn } from 'node:child_process';

export interface ProgramRun {
  readonly command: string;
  readonly args: readonly string[];
  readonly timeoutMs: number;
  /** Aborting kills the child at once; used when a transcript is deleted or the server closes. */
  readonly signal: AbortSignal;
  readonly maxOutputBytes?: number;
}

export class ProgramFailed extends Error {
  constructor(
    message: string,
    readonly stderr: string,
  ) {
    super(message);
  }
}

const STDERR_KEPT = 4096;

/**
 * Runs one of the engines without a shell and returns its standard output. The child is killed (SIGKILL, since a
 * decoder stuck in a loop ignores politer signals) on abort, at the deadline, and when it prints more than allowed.
 */
export function runProgram(run: ProgramRun): Promise<string> {
  const maxOutputBytes = run.maxOutputBytes ?? 1024 * 1024;
  return new Promise((resolve, reject) => {
    const child = spawn(run.command, run.args, {
      stdio: ['ignore', 'pipe', 'pipe'],
      signal: run.signal,
      timeout: run.timeoutMs,
      killSignal: 'SIGKILL',
    });
    const chunks: Buffer[] = [];
    let bytes = 0;
    let stderr = '';
    let overflow = false;
    child.stdout.on('data', (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes <= maxOutputBytes) chunks.push(chunk);
      else if (!overflow) {
        overflow = true;
        child.kill('SIGKILL');
      }
    });
    child.stderr.on('data', (chunk: Buffer) => {
      stderr = (stderr + chunk.toString('utf8')).slice(-STDERR_KEPT);
    });
    child.once('error', (cause) => {
      if (run.signal.aborted) reject(run.signal.reason as Error);
      else reject(new ProgramFailed(`${run.command} could not be run: ${cause.message}`, stderr));
    });
    child.once('close', (code, signal) => {
      if (run.signal.aborted) return reject(run.signal.reason as Error);
      if (overflow)
        return reject(new ProgramFailed(`${run.command} printed more than ${maxOutputBytes} bytes`, stderr));
      if (signal)
        return reject(new ProgramFailed(`${run.command} was stopped after ${run.timeoutMs} ms`, stderr));
      if (code !== 0) return reject(new ProgramFailed(`${run.command} ended with status ${code}`, stderr));
      resolve(Buffer.concat(chunks).toString('utf8'));
    });
  });
}
