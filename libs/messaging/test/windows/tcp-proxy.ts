import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import type { Teardown } from '@meeting-intelligence/testing';

type Connection = 'publisher' | 'consumer';
type Direction = 'to broker' | 'from broker';

export interface TcpProxy {
  readonly url: string;
  /** From now on, what goes that way on that one of the bus's two connections is lost. Until `cut`. */
  lose(connection: Connection, direction: Direction): void;
  /** How many bytes were lost. */
  readonly lostBytes: number;
  /** Ends every connection; new ones are whole. */
  cut(): void;
  /** Ends every connection and refuses new ones until `mend`: the one is dead for the other. */
  refuse(): void;
  mend(): Promise<void>;
}

/** Stands between ours and a server. */
export async function startTcpProxy(teardown: Teardown, serverUrl: string): Promise<TcpProxy> {
  const target = new URL(serverUrl);
  const sockets = new Set<Socket>();
  const losing = new Set<string>();
  let lostBytes = 0;
  const server = createServer((client) => {
    const upstream = connect(Number(target.port), target.hostname);
    let name: string | undefined;
    const pass = (chunk: Buffer, direction: Direction, to: Socket) => {
      // The bus says which of its connections this is when it introduces itself.
      if (direction === 'to broker') name ??= /publisher|consumer/.exec(chunk.toString('latin1'))?.[0];
      if (losing.has(`${name} ${direction}`)) lostBytes += chunk.length;
      else to.write(chunk);
    };
    client.on('data', (chunk) => pass(chunk, 'to broker', upstream));
    upstream.on('data', (chunk) => pass(chunk, 'from broker', client));
    for (const [socket, other] of [
      [client, upstream],
      [upstream, client],
    ] as const) {
      sockets.add(socket);
      socket.setNoDelay(true);
      socket.on('error', () => undefined); // `close` follows
      socket.on('close', () => {
        sockets.delete(socket);
        other.destroy();
      });
    }
  });
  const listen = (port: number) =>
    new Promise<void>((resolve) => server.listen(port, '127.0.0.1', () => resolve()));
  await listen(0);
  const { port } = server.address() as AddressInfo;
  const cut = () => {
    losing.clear();
    for (const socket of sockets) socket.destroy();
  };
  const refuse = () => {
    server.close();
    cut();
  };
  teardown.add('proxy', refuse);
  const url = new URL(serverUrl);
  url.port = String(port);
  return {
    url: url.href,
    lose: (connection, direction) => void losing.add(`${connection} ${direction}`),
    get lostBytes() {
      return lostBytes;
    },
    cut,
    refuse,
    mend: () => listen(port),
  };
}
