import { randomInt } from 'node:crypto';
import { createServer } from 'node:net';

// Below the kernel's ephemeral range (32768 and up on Linux): a port found there can be taken by somebody's
// outgoing connection before the server binds it, or while a server is being restarted on its old port.
const FIRST_PORT = 20_000;
const LAST_PORT = 29_999;
const ATTEMPTS = 200;

const handedOut = new Set<number>();

/** A TCP port that is free on `host` now and that neither this process nor another of ours has handed out. */
export async function freePort(host = '127.0.0.1'): Promise<number> {
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    const port = randomInt(FIRST_PORT, LAST_PORT + 1);
    if (handedOut.has(port)) continue;
    if ((await isPortFree(port, host)) && (await claimPort(port))) {
      handedOut.add(port);
      return port;
    }
  }
  throw new Error(`no free TCP port found on ${host} between ${FIRST_PORT} and ${LAST_PORT}`);
}

/** Whether a server could listen on the port right now. */
export async function isPortFree(port: number, host = '127.0.0.1'): Promise<boolean> {
  return (await portFault(port, host)) === undefined;
}

/** The system's code for why a server cannot listen on the port right now: EADDRINUSE, EACCES … */
export function portFault(port: number, host = '127.0.0.1'): Promise<string | undefined> {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message));
    probe.listen({ port, host, exclusive: true }, () => probe.close(() => resolve(undefined)));
  });
}

/**
 * Reserves a port among the processes that ask here, until this one ends: seconds pass between choosing a port and
 * the server binding it, in which another launcher would find it free. False when another process has it.
 */
export function claimPort(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const claim = createServer().unref();
    // An abstract socket (Linux): no file to clean up, gone with its process, shared exactly as far as ports are.
    // Elsewhere there is none, and nothing is reserved.
    claim.once('error', (error: NodeJS.ErrnoException) => resolve(error.code !== 'EADDRINUSE'));
    claim.listen(`\0meeting-intelligence-port-${port}`, () => resolve(true));
  });
}
