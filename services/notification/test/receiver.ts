import {
  createServer,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

export interface Received {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

export type Answer = (response: ServerResponse, request: IncomingMessage) => void;

/** A CMS: records what it gets, and answers by its script; the last answer is repeated. */
export class Receiver {
  readonly received: Received[] = [];

  private constructor(
    private readonly server: Server,
    private readonly answers: readonly Answer[],
  ) {}

  static async start(...answers: Answer[]): Promise<Receiver> {
    const server = createServer();
    const receiver = new Receiver(server, answers);
    server.on('request', (request, response) => void receiver.answer(request, response));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return receiver;
  }

  /** With a path and a query that nobody may ever see in a log. */
  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}/hidden-path?key=hidden-query`;
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { url = '', headers } = request;
    const answer = this.answers[Math.min(this.received.length, this.answers.length - 1)];
    const received = { path: url, headers, body: '' };
    this.received.push(received);
    received.body = await text(request);
    answer?.(response, request);
  }
}

export const status =
  (code: number, headers: Record<string, string> = {}, body = ''): Answer =>
  (response) =>
    response.writeHead(code, headers).end(body);

export const reset: Answer = (_, request) => request.socket.resetAndDestroy();

export const hang: Answer = () => {};

/** Sends without end, until the other side has had enough. */
export const endless =
  (code: number): Answer =>
  (response) => {
    response.writeHead(code);
    const more = () => {
      while (!response.destroyed && response.write('x'.repeat(16_384)));
    };
    response.on('drain', more);
    more();
  };
