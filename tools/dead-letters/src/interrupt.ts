import { exitCodes } from './exit-codes.js';

// One Ctrl-C arrives up to three times: from the terminal, from npm and from the bootstrap script.
const SAME_KEY_PRESS_MS = 1_000;

/** Aborted by the first Ctrl-C or SIGTERM; the second ends the process, and the broker gives back what was held. */
export function listenForInterrupt(say: (line: string) => void): AbortSignal {
  const interrupted = new AbortController();
  let firstAt = 0;
  const onSignal = () => {
    if (!interrupted.signal.aborted) {
      firstAt = Date.now();
      say('stopping: what is held goes back (again to end at once)');
      interrupted.abort();
    } else if (Date.now() - firstAt > SAME_KEY_PRESS_MS) process.exit(exitCodes.interrupted);
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, onSignal);
  return interrupted.signal;
}
