import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';

/** One request as the CMS saw it. */
export interface CmsRequest {
  readonly webhookId: string;
  readonly jobId: string;
  readonly status: string;
  /** Unix time in ms: when its last byte was here. */
  readonly receivedAt: number;
  /** The status that was answered; undefined while nothing was. */
  answer: number | undefined;
}

/** What the CMS does with a request: a status, `hang` (no answer ever) or `reset` (the connection ends). */
export type CmsBehaviour = (
  request: CmsRequest,
) => { readonly status: number; readonly afterMs?: number } | 'hang' | 'reset';

const WELL: CmsBehaviour = () => ({ status: 204 });

/** A CMS that keeps its own record of everything it is sent, and can be made to behave badly. */
export class RecordingCms {
  readonly requests: CmsRequest[] = [];
  private behaviour: CmsBehaviour = WELL;
  private readonly hanging = new Set<ServerResponse>();

  private constructor(private readonly server: Server) {
    server.on('request', (request, response) => {
      this.receive(request, response).catch(() => response.destroy()); // cut on the way: it never was a request
    });
  }

  static async listen(): Promise<RecordingCms> {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return new RecordingCms(server);
  }

  get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  behave(behaviour: CmsBehaviour): void {
    this.behaviour = behaviour;
  }

  behaveWell(): void {
    this.behaviour = WELL;
    for (const response of this.hanging) response.destroy();
    this.hanging.clear();
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private async receive(message: IncomingMessage, response: ServerResponse): Promise<void> {
    const webhookId = String(message.headers['webhook-id']);
    const { job_id: jobId, status } = JSON.parse(await text(message)) as { job_id: string; status: string };
    const request: CmsRequest = { webhookId, jobId, status, receivedAt: Date.now(), answer: undefined };
    this.requests.push(request);
    const answer = this.behaviour(request);
    if (answer === 'reset') response.destroy();
    else if (answer === 'hang') this.hanging.add(response);
    else {
      if (answer.afterMs) await sleep(answer.afterMs);
      request.answer = answer.status;
      response.writeHead(answer.status).end();
    }
  }
}
