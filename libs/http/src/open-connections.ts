import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

const watched = new WeakMap<Server, OpenConnections>();

interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
}

/**
 * The connections of a server, each with the requests on it that have no whole answer yet. Node's own `closeIdleConnections` leaves
 * those alone on which no request has begun, or only its first bytes, and a server that closes looks no more for heads that
 * are overdue: one silent client would keep it from closing for ever.
 */
export class OpenConnections {
  private readonly exchanges = new Map<Socket, Set<Exchange>>();
  private readonly newest = new WeakMap<Socket, IncomingMessage>();

  /** To be called before the server listens. */
  static of(server: Server): OpenConnections {
    const known = watched.get(server) ?? new OpenConnections(server);
    watched.set(server, known);
    return known;
  }

  private constructor(server: Server) {
    server.on('connection', (socket: Socket) => {
      this.exchanges.set(socket, new Set());
      socket.once('close', () => this.exchanges.delete(socket));
    });
    server.prependListener('request', (request: IncomingMessage, response: ServerResponse) => {
      const open = this.exchanges.get(request.socket);
      const exchange = { request, response };
      open?.add(exchange);
      this.newest.set(request.socket, request);
      response.once('close', () => open?.delete(exchange));
    });
  }

  /** Those that have no whole answer yet. */
  get requests(): number {
    return [...this.exchanges.values()].reduce((sum, open) => sum + open.size, 0);
  }

  /** Whether what comes next belongs to the body of a request, answered or not. */
  isInBody(socket: Socket): boolean {
    return this.newest.get(socket)?.complete === false;
  }

  /** Whether a request that is here as a whole waits for its answer, or an answer has begun. */
  isAnswering(socket: Socket): boolean {
    const open = [...(this.exchanges.get(socket) ?? [])];
    return open.some(({ request, response }) => request.complete || response.headersSent);
  }

  /** Those on which no request waits for its answer; what was written on them still leaves. */
  closeIdle(): void {
    for (const [socket, open] of this.exchanges) if (open.size === 0) socket.destroySoon();
  }
}
