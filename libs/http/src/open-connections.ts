import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

const watched = new WeakMap<Server, OpenConnections>();

/**
 * The connections of a server, each with how many answers are under way on it. Node's own `closeIdleConnections` leaves
 * those alone on which no request has begun, or only its first bytes, and a server that closes looks no more for heads that
 * are overdue: one silent client would keep it from closing for ever.
 */
export class OpenConnections {
  private readonly answers = new Map<Socket, number>();

  /** To be called before the server listens. */
  static of(server: Server): OpenConnections {
    const known = watched.get(server) ?? new OpenConnections(server);
    watched.set(server, known);
    return known;
  }

  private constructor(server: Server) {
    server.on('connection', (socket: Socket) => {
      this.answers.set(socket, 0);
      socket.once('close', () => this.answers.delete(socket));
    });
    server.prependListener('request', ({ socket }: IncomingMessage, response: ServerResponse) => {
      this.count(socket, 1);
      response.once('close', () => this.count(socket, -1));
    });
  }

  isAnswering(socket: Socket): boolean {
    return (this.answers.get(socket) ?? 0) > 0;
  }

  /** Those on which nothing is being answered; what was written on them still leaves. */
  closeIdle(): void {
    for (const [socket, open] of this.answers) if (open === 0) socket.destroySoon();
  }

  private count(socket: Socket, change: number): void {
    const open = this.answers.get(socket);
    if (open !== undefined) this.answers.set(socket, open + change);
  }
}
