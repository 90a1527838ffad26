import type { IncomingMessage, ServerResponse } from 'node:http';

const lingerMs = 5_000;

/**
 * For an answer that is given while the client still sends. Closing at once makes the kernel reset the connection, and
 * the client loses the answer that it has not read yet; so the rest of the body is thrown away for a while first.
 */
export function lingerThenClose(request: IncomingMessage, response: ServerResponse): void {
  if (request.complete) return;
  response.once('finish', () => {
    const timer = setTimeout(() => request.socket.destroy(), lingerMs).unref();
    request.once('close', () => clearTimeout(timer));
    request.once('end', () => clearTimeout(timer));
    request.resume();
  });
}
