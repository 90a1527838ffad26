import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { loadConfig } from '@meeting-intelligence/config';
import { egressFields, egressPolicy } from '@meeting-intelligence/egress';
import type { Teardown } from '@meeting-intelligence/testing';

export type Answer = (response: ServerResponse, request: IncomingMessage) => unknown;

/** Lets requests to this machine pass. */
export const policy = egressPolicy(loadConfig(egressFields, { EGRESS_ALLOW_CIDRS: '127.0.0.0/8' }));
export const limits = { maxBytes: 1_000, idleMs: 300, minBytesPerSecond: 100, graceMs: 500 };

/** Where a CMS keeps its media: by path; `hidden` is for no log and no message. */
export async function recordingServer(
  teardown: Pick<Teardown, 'add'>,
  answers: Readonly<Record<string, Answer>>,
) {
  const requests: IncomingMessage[] = [];
  const server = createServer((request, response) => {
    requests.push(request);
    answers[request.url!.split('?')[0]!]!(response, request);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  teardown.add('media', () => {
    server.closeAllConnections();
    return new Promise((done) => server.close(done));
  });
  const { port } = server.address() as AddressInfo;
  return { requests, port, url: (path: string) => `http://127.0.0.1:${port}${path}?key=hidden` };
}

export const giving =
  (text: string): Answer =>
  (response) =>
    response.writeHead(200, { 'content-length': text.length }).end(text);

export const status =
  (code: number, headers: Record<string, string> = {}): Answer =>
  (response) =>
    response.writeHead(code, headers).end('why not');

export const to = (location: string) => status(302, { location });
