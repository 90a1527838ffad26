import { EventEmitter, once } from 'node:events';
import {
  createServer,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';

/** A webhook as it arrived. */
export interface ReceivedWebhook<Body = unknown> {
  readonly headers: IncomingHttpHeaders;
  readonly body: Body;
  /** Unix time in ms: when its last byte was here. */
  readonly receivedAt: number;
  /** The status that was answered; undefined while nothing was. */
  readonly answered: number | undefined;
}

/** What becomes of a webhook: a status, `hang` (no answer ever) or `reset` (the connection ends). */
export type WebhookAnswer = { readonly status: number; readonly afterMs?: number } | 'hang' | 'reset';

export type WebhookBehaviour = (webhook: ReceivedWebhook) => WebhookAnswer;

const WELL: WebhookBehaviour = () => ({ status: 204 });

/**
 * Keeps every webhook it is sent and answers it with 204, or badly when it is made to. What was cut on its way is not
 * kept; what is no JSON is not either, and is answered with 400.
 */
export class WebhookReceiver<Body = unknown> {
  /** In the order in which they were complete. */
  readonly webhooks: ReceivedWebhook<Body>[] = [];
  private behaviour = WELL;
  private readonly hanging = new Set<ServerResponse>();
  private readonly arrivals = new EventEmitter<{ arrival: [] }>();

  private constructor(private readonly server: Server) {
    server.on('request', (request, response) => {
      this.receive(request, response).catch((error: unknown) =>
        response.writeHead(400).end((error as Error).message),
      );
    });
  }

  /** On a free port of the loopback interface. `Body` is what the sender is trusted to send. */
  static async listen<Body = unknown>(): Promise<WebhookReceiver<Body>> {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    return new WebhookReceiver<Body>(server);
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}/hook`;
  }

  /** From now on, until `behaveWell`. */
  behave(behaviour: WebhookBehaviour): void {
    this.behaviour = behaviour;
  }

  /** Answers with 204 again, and ends the connections of those that got no answer. */
  behaveWell(): void {
    this.behaviour = WELL;
    for (const response of this.hanging) response.destroy();
    this.hanging.clear();
  }

  /** The first webhook that matches, as soon as it is there; rejects with an `AbortError` when the signal aborts. */
  async waitFor(
    matches: (webhook: ReceivedWebhook<Body>) => boolean,
    signal: AbortSignal,
  ): Promise<ReceivedWebhook<Body>> {
    for (;;) {
      const found = this.webhooks.find(matches);
      if (found) return found;
      await once(this.arrivals, 'arrival', { signal });
    }
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private async receive(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = (await json(request)) as Body;
    const webhook = {
      headers: request.headers,
      body,
      receivedAt: Date.now(),
      answered: undefined as number | undefined,
    };
    this.webhooks.push(webhook);
    this.arrivals.emit('arrival');
    const answer = this.behaviour(webhook);
    if (answer === 'reset') response.destroy();
    else if (answer === 'hang') this.hanging.add(response);
    else {
      if (answer.afterMs) await sleep(answer.afterMs);
      webhook.answered = answer.status;
      response.writeHead(answer.status).end();
    }
  }
}
