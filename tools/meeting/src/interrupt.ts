import { exitCodes } from './exit-codes.js';

// One Ctrl-C arrives up to three times: from the terminal, from npm and from the bootstrap script.
const sameKeyPressMs = 1_000;

/** Aborted by the first Ctrl-C or SIGTERM; the second ends the process. */
export function listenForInterrupt(): AbortSignal {
  const interrupted = new AbortController();
  let firstAt = 0;
  const onSignal = () => {
    if (!interrupted.signal.aborted) {
      firstAt = Date.now();
      interrupted.abort();
    } else if (Date.now() - firstAt > sameKeyPressMs) process.exit(exitCodes.interrupted);
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, onSignal);
  return interrupted.signal;
}
