import { Writable } from 'node:stream';
import { run } from '../src/run.js';

/** A terminal that remembers what was written to it, or a pipe that does. */
export class FakeScreen extends Writable {
  text = '';
  readonly columns = 100;

  constructor(readonly isTTY: boolean) {
    super();
  }

  override _write(chunk: Buffer, _encoding: string, done: () => void): void {
    this.text += chunk.toString();
    done();
  }
}

export interface Ended {
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
  /** Each line of standard output, parsed. */
  readonly lines: () => Record<string, unknown>[];
}

export interface CommandOptions {
  readonly terminal?: boolean;
  readonly environment?: Readonly<Record<string, string>>;
  readonly interrupted?: AbortSignal;
  /** What a person answers; nobody is there if left out. */
  readonly ask?: (question: string) => Promise<boolean>;
  /** Sees what is written so far. */
  readonly onStart?: (err: FakeScreen, out: FakeScreen) => void;
}

/** The command as it is run, in this process. */
export async function meeting(args: readonly string[], options: CommandOptions = {}): Promise<Ended> {
  const { terminal = false, environment = {}, interrupted = new AbortController().signal } = options;
  const [out, err] = [new FakeScreen(terminal), new FakeScreen(terminal)];
  options.onStart?.(err, out);
  const status = await run(args, { out, err, environment, interrupted, ask: options.ask });
  return {
    status,
    stdout: out.text,
    stderr: err.text,
    lines: () => {
      const lines = out.text.split('\n').filter(Boolean);
      return lines.map((line) => JSON.parse(line) as Record<string, unknown>);
    },
  };
}
