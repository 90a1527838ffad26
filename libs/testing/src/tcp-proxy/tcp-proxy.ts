import { once } from 'node:events';
import { createServer, type Server, type Socket } from 'node:net';
import { freePort } from '../free-port.js';
import { ProxiedConnection, type ProxyTarget } from './connection.js';
import type { Direction, Toxic, ToxicKind } from './toxics.js';

export interface ProxyStats {
  /** Connections accepted since the start, and those open now. */
  readonly accepted: number;
  readonly open: number;
  readonly bytes: Readonly<Record<Direction, number>>;
  /**
   * How often each toxic was really met: connections reset (`reset`, `refuse`, `cut-after`) or held (`partition`), pieces
   * delayed (`latency`, `throttle`) or lost (`drop`). A connection that was refused for want of a listener is seen by its client only.
   */
  readonly met: Readonly<Record<ToxicKind, number>>;
}

/** Between a client and a server, on the loopback interface. */
export interface TcpProxy {
  readonly host: string;
  readonly port: number;
  /** The URL with host and port of the proxy in place of the target's. */
  through(url: string): string;
  readonly toxic: Toxic;
  readonly stats: ProxyStats;
  /** For all connections, those that exist and new ones; resolves when it holds. */
  set(toxic: Toxic): Promise<void>;
  /** One reset of every connection there is; new ones are as the toxic says. */
  resetConnections(): void;
  /** Resets what is open and stops listening. */
  close(): Promise<void>;
}

const HOST = '127.0.0.1';

/** A proxy on a free port that passes everything on until it is given a toxic. */
export async function startTcpProxy(target: ProxyTarget): Promise<TcpProxy> {
  const proxy = new Proxy(target, await freePort());
  await proxy.listen();
  return proxy;
}

class Proxy implements TcpProxy {
  readonly host = HOST;
  private readonly connections = new Set<ProxiedConnection>();
  private readonly bytes = { 'to-server': 0, 'to-client': 0 };
  private readonly met: Record<ToxicKind, number> = {
    pass: 0,
    latency: 0,
    throttle: 0,
    partition: 0,
    reset: 0,
    refuse: 0,
    'cut-after': 0,
    drop: 0,
  };
  private accepted = 0;
  private server?: Server;
  toxic: Toxic = { kind: 'pass' };

  constructor(
    private readonly target: ProxyTarget,
    readonly port: number,
  ) {}

  get stats(): ProxyStats {
    const { accepted, bytes, met } = this;
    return { accepted, open: this.connections.size, bytes: { ...bytes }, met: { ...met } };
  }

  through(url: string): string {
    const changed = new URL(url);
    changed.hostname = this.host;
    changed.port = String(this.port);
    return changed.href;
  }

  async set(toxic: Toxic): Promise<void> {
    this.toxic = toxic;
    if (toxic.kind === 'refuse') this.stopListening();
    if (toxic.kind === 'reset' || toxic.kind === 'refuse') this.resetConnections();
    for (const connection of this.connections) connection.change(toxic);
    if (toxic.kind !== 'refuse') await this.listen();
  }

  resetConnections(): void {
    for (const connection of this.connections) {
      this.met[this.toxic.kind === 'refuse' ? 'refuse' : 'reset'] += 1;
      connection.reset();
    }
  }

  async close(): Promise<void> {
    this.stopListening();
    for (const connection of this.connections) connection.reset();
  }

  async listen(): Promise<void> {
    if (this.server) return;
    const server = createServer({ allowHalfOpen: true, noDelay: true, pauseOnConnect: true }, (client) =>
      this.accept(client),
    );
    this.server = server;
    server.listen(this.port, HOST);
    await once(server, 'listening');
  }

  /** Does not wait for the connections, which may stay. */
  private stopListening(): void {
    this.server?.close();
    this.server = undefined;
  }

  private accept(client: Socket): void {
    this.accepted += 1;
    const { toxic } = this;
    if (toxic.kind === 'reset' || toxic.kind === 'refuse') {
      this.met[toxic.kind] += 1;
      client.on('error', () => undefined).resetAndDestroy();
      return;
    }
    if (toxic.kind === 'partition') this.met.partition += 1;
    const connection = new ProxiedConnection({
      client,
      target: this.target,
      toxic,
      events: {
        onBytes: (direction, count) => (this.bytes[direction] += count),
        onMet: ({ kind }) => (this.met[kind] += 1),
      },
      onClose: () => this.connections.delete(connection),
    });
    this.connections.add(connection);
  }
}
