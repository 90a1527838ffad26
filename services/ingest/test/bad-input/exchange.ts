import { once } from 'node:events';
import { connect } from 'node:net';

export interface Answer {
  readonly status: number;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export interface RequestBytes {
  readonly method?: string;
  readonly path?: string;
  /** In the order in which they are sent, as they are: nothing is added but `Host`, unless it is there. */
  readonly headers?: readonly (readonly [name: string, value: string])[];
  /** With its `Content-Length`, unless the headers have a framing of their own. */
  readonly body?: string | Buffer;
  readonly version?: string;
}

const framing = /^(content-length|transfer-encoding)$/i;

export function requestBytes({ method = 'GET', path = '/', version = '1.1', ...rest }: RequestBytes): Buffer {
  const { headers = [], body } = rest;
  const has = (pattern: RegExp) => headers.some(([name]) => pattern.test(name));
  const all = [
    ...(has(/^host$/i) ? [] : [['Host', 'gateway.example']]),
    ...headers,
    ...(body === undefined || has(framing) ? [] : [['Content-Length', String(Buffer.byteLength(body))]]),
  ];
  const head = all.map(([name, value]) => `${name}: ${value}\r\n`).join('');
  return Buffer.concat([
    Buffer.from(`${method} ${path} HTTP/${version}\r\n${head}\r\n`, 'latin1'),
    Buffer.from(body ?? ''),
  ]);
}

/**
 * Sends bytes as they are. Resolves with the answers, in their order, as soon as there are `answers` of them, or when the
 * gateway closes the connection; rejects when it does neither.
 *
 * @param isHead of the request: its answer has no body, whatever it says
 * @param goAway close our side after the last byte, and listen on
 */
export async function exchange(
  url: string,
  bytes: Buffer,
  { answers = 1, timeoutMs = 10_000, isHead = false, goAway = false } = {},
): Promise<Answer[]> {
  const { hostname, port } = new URL(url);
  const socket = connect({ host: hostname, port: Number(port), allowHalfOpen: true });
  const pieces: Buffer[] = [];
  const received = () => answersIn(Buffer.concat(pieces), isHead);
  const ended = Promise.withResolvers<void>();
  const answered = Promise.withResolvers<void>();
  // What the gateway throws away while it closes resets the connection; what it said before counts.
  socket.on('error', () => ended.resolve());
  socket.once('end', ended.resolve).once('close', () => ended.resolve());
  socket.on('data', (data) => {
    pieces.push(data);
    if (received().length >= answers) answered.resolve();
  });
  const timer = setTimeout(
    () =>
      answered.reject(
        new Error(
          `no answer within ${timeoutMs} ms, got ${Buffer.concat(pieces).toString('latin1').slice(0, 500)}`,
        ),
      ),
    timeoutMs,
  );
  try {
    await once(socket, 'connect');
    if (goAway) socket.end(bytes);
    else socket.write(bytes);
    await Promise.race([answered.promise, ended.promise]);
    return received();
  } finally {
    clearTimeout(timer);
    answered.promise.catch(() => undefined);
    socket.destroy();
  }
}

function answersIn(received: Buffer, isHead: boolean): Answer[] {
  const answers: Answer[] = [];
  let rest = received.toString('latin1');
  for (;;) {
    const end = rest.indexOf('\r\n\r\n');
    if (end < 0) return answers;
    const [first = '', ...lines] = rest.slice(0, end).split('\r\n');
    const status = Number(first.split(' ')[1]);
    rest = rest.slice(end + 4);
    // 100 Continue is no answer yet.
    if (status < 200) continue;
    const headers = Object.fromEntries(
      lines.map((line) => [
        line.slice(0, line.indexOf(':')).toLowerCase(),
        line.slice(line.indexOf(':') + 1).trim(),
      ]),
    ) as Record<string, string>;
    const isEmpty = isHead || status === 204 || status === 304;
    const length = isEmpty ? 0 : Number(headers['content-length'] ?? 0);
    if (rest.length < length) return answers;
    const body = Buffer.from(rest.slice(0, length), 'latin1').toString();
    answers.push({ status, headers, body });
    rest = rest.slice(length);
  }
}
