import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

export interface RawAnswer {
  readonly status: number;
  readonly head: string;
  readonly body: string;
}

export const boundary = 'xXboundaryXx';

export function textPart(name: string, value: string | Buffer): Buffer {
  return Buffer.concat([
    Buffer.from(`--${boundary}\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n`),
    Buffer.from(value),
    Buffer.from('\r\n'),
  ]);
}

export function filePart(
  name: string,
  filename: string,
  content: Buffer,
  type = 'application/octet-stream',
): Buffer {
  return Buffer.concat([
    Buffer.from(
      `--${boundary}\r\nContent-Disposition: form-data; name="${name}"; filename="${filename}"\r\nContent-Type: ${type}\r\n\r\n`,
    ),
    content,
    Buffer.from('\r\n'),
  ]);
}

export const lastPart = Buffer.from(`--${boundary}--\r\n`);

export interface RawRequest {
  readonly headers?: Readonly<Record<string, string | number>>;
  readonly path?: string;
  readonly contentType?: string | null;
  /** The API key to send. */
  readonly key?: string;
}

/** A socket on which one request was begun; the bytes of the body are up to the test. */
export async function beginUpload(
  url: string,
  {
    headers = {},
    path = '/v1/jobs',
    contentType = `multipart/form-data; boundary=${boundary}`,
    key,
  }: RawRequest,
): Promise<Socket> {
  const { hostname, port, host } = new URL(url);
  const socket = connect({ host: hostname === '[::1]' ? '::1' : hostname, port: Number(port) });
  await once(socket, 'connect');
  const all = {
    Host: host,
    ...(key !== undefined && { Authorization: `Bearer ${key}` }),
    ...(contentType !== null && { 'Content-Type': contentType }),
    ...headers,
  };
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`);
  socket.write(`POST ${path} HTTP/1.1\r\n${lines.join('')}\r\n`);
  return socket;
}

/** The answer to the one request of the socket; ends the socket. */
export async function answerOn(socket: Socket, timeoutMs = 10_000): Promise<RawAnswer> {
  let received = '';
  socket.setEncoding('utf8');
  socket.on('error', () => {});
  socket.on('data', (data) => (received += String(data)));
  const deadline = Date.now() + timeoutMs;
  while (!isWhole(received)) {
    if (Date.now() > deadline || (socket.destroyed && !received))
      throw new Error(`no answer, got ${JSON.stringify(received)}`);
    await sleep(5);
  }
  socket.destroy();
  const [head = '', body = ''] = received.split('\r\n\r\n');
  return { status: Number(head.split(' ')[1]), head, body };
}

function isWhole(received: string): boolean {
  const end = received.indexOf('\r\n\r\n');
  if (end < 0) return false;
  const length = /content-length: (\d+)/i.exec(received)?.[1];
  return length !== undefined && Buffer.byteLength(received.slice(end + 4)) >= Number(length);
}

export async function upload(url: string, body: Buffer, request: RawRequest = {}): Promise<RawAnswer> {
  const socket = await beginUpload(url, {
    ...request,
    headers: { 'Content-Length': body.length, ...request.headers },
  });
  socket.write(body);
  return answerOn(socket);
}

export function chunk(bytes: Buffer): Buffer {
  return Buffer.concat([Buffer.from(`${bytes.length.toString(16)}\r\n`), bytes, Buffer.from('\r\n')]);
}
