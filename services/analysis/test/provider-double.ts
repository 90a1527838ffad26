import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

export interface Answer {
  readonly status?: number;
  readonly headers?: Record<string, string>;
  /** A string goes out as it is, anything else as JSON; undefined hangs. */
  readonly body: unknown;
  /** Sends the body and never ends. */
  readonly stalls?: boolean;
}
export interface SeenRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** An HTTP server that says what a test tells it to: for the answers a well-behaved provider never gives. */
export class ProviderDouble {
  readonly seen: SeenRequest[] = [];
  /** `METHOD /path` without the query → the next answers; the last for ever. */
  answers: Record<string, Answer[]> = {};
  /** Name of the schema asked for → the next answers of the chat API; the last for ever. */
  chat: Record<string, Answer[]> = {};
  private readonly server = createServer((request, response) => void this.answer(request, response));

  async start(): Promise<string> {
    await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { method = '', url = '', headers } = request;
    const body = await text(request).catch(() => undefined);
    if (body === undefined) return;
    this.seen.push({ method, url, headers, body });
    const queue = this.chat[schemaOf(body)] ??
      this.answers[`${method} ${url.split('?')[0]}`] ?? [{ status: 404, body: { error: 'not found' } }];
    const answer = queue.length > 1 ? queue.shift() : queue[0];
    if (answer?.body === undefined) return;
    response.writeHead(answer.status ?? 200, { 'content-type': 'application/json', ...answer.headers });
    response.write(typeof answer.body === 'string' ? answer.body : JSON.stringify(answer.body));
    if (!answer.stalls) response.end();
  }
}

function schemaOf(body: string): string {
  return /"json_schema":\{"name":"(\w+)"/.exec(body)?.[1] ?? /"name":"(\w+)"/.exec(body)?.[1] ?? '';
}

/** What a chat API answers. */
export function chat(
  content: string | null,
  overrides: { refusal?: string; finish_reason?: string } = {},
): Answer {
  const { refusal = null, finish_reason = 'stop' } = overrides;
  const message = { role: 'assistant', content, refusal };
  const choices = [{ index: 0, finish_reason, message, logprobs: null }];
  return { body: { id: 'chat_1', object: 'chat.completion', created: 0, model: 'a-model-2026', choices } };
}
