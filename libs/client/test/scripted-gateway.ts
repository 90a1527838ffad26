import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { afterEach } from 'vitest';
import { createClient } from '../src/index.js';

export const id = '7c9e6679-7425-40de-944b-e07fc1f90ae7';
export const unavailable = {
  status: 503,
  type: 'application/problem+json',
  body: { code: 'DATABASE_UNAVAILABLE', detail: 'away', request_id: 'r1', errors: [] },
};

interface Answer {
  readonly status?: number;
  readonly type?: string;
  readonly headers?: Record<string, string>;
  readonly body: unknown;
}
/** An answer, or what is done in place of one. */
export type Turn = Answer | ((request: IncomingMessage, response: ServerResponse) => void);

const closers: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});

const timeoutMs = 2_000;

/** A gateway that says one thing after the other, the last one for ever. */
export async function gateway(...turns: readonly Turn[]) {
  const requests: {
    line: string;
    key?: string;
    known?: string;
    idempotencyKey?: unknown;
    form?: FormData;
  }[] = [];
  const server = createServer((request, response) => {
    const turn = turns[Math.min(requests.length, turns.length - 1)]!;
    const { authorization: key, 'if-none-match': known, 'idempotency-key': idempotencyKey } = request.headers;
    const seen = { line: `${request.method} ${request.url}`, key, known, idempotencyKey };
    requests.push(seen);
    if (typeof turn === 'function') return turn(request, response);
    const { status = 200, type = 'application/json', headers = {}, body } = turn;
    void buffer(request).then(async (bytes) => {
      const contentType = request.headers['content-type'];
      if (contentType)
        Object.assign(seen, {
          form: await new Response(bytes, { headers: { 'content-type': contentType } }).formData(),
        });
      response.writeHead(status, { 'content-type': type, ...headers });
      response.end(typeof body === 'string' ? body : JSON.stringify(body));
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const close = () => {
    server.closeAllConnections();
    return new Promise((resolve) => server.close(resolve));
  };
  closers.push(close);
  const baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return { baseUrl, requests, close, client: createClient({ baseUrl, apiKey: 'mi_1_x', timeoutMs }) };
}

/** Of answers that say when to come again. */
export const soon = { 'retry-after': '0' };
/** In place of an answer: the connection ends. */
export const cut: Turn = (request) => void request.socket.destroy();
