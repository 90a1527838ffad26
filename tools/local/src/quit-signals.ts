export interface QuitSignals {
  /** Aborted by the first Ctrl-C or SIGTERM, or when our parent is gone. */
  readonly quit: AbortSignal;
  /** Aborted by the second. */
  readonly hurry: AbortSignal;
  dispose(): void;
}

export class Interrupted extends Error {
  override readonly name = 'Interrupted';
  constructor(
    reason: string,
    readonly exitCode: number,
  ) {
    super(reason);
  }
}

// One Ctrl-C arrives up to three times: from the terminal, from npm and from the bootstrap script.
const SAME_KEY_PRESS_MS = 1_000;
const PARENT_CHECK_MS = 1_000;

export function listenForQuit(say: (line: string) => void): QuitSignals {
  const quit = new AbortController();
  const hurry = new AbortController();
  let firstAt = 0;
  const onSignal = (signal: NodeJS.Signals) => {
    if (!quit.signal.aborted) {
      firstAt = Date.now();
      say(`${signal}: stopping everything (again to hurry)`);
      quit.abort(new Interrupted(`stopped by ${signal}`, signal === 'SIGINT' ? 130 : 143));
    } else if (Date.now() - firstAt > SAME_KEY_PRESS_MS) {
      say(`${signal} again: killing what still runs`);
      hurry.abort();
    }
  };
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
  for (const signal of signals) process.on(signal, onSignal);

  // A parent that was killed cannot forward anything; we would stay behind with seven processes and two servers.
  const parent = process.ppid;
  const watch = setInterval(() => {
    if (process.ppid === parent || quit.signal.aborted) return;
    quit.abort(new Interrupted('stopped, as the process that started us is gone', 143));
  }, PARENT_CHECK_MS);
  watch.unref();

  return {
    quit: quit.signal,
    hurry: hurry.signal,
    dispose() {
      clearInterval(watch);
      for (const signal of signals) process.off(signal, onSignal);
    },
  };
}
