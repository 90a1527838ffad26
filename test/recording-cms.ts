import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';

export interface ReceivedWebhook {
  readonly headers: IncomingHttpHeaders;
  readonly body: {
    job_id: string;
    status: string;
    error: { code: string } | null;
    meeting: Record<string, unknown> | null;
    metadata: unknown;
  };
}

/** A CMS that keeps every webhook it is sent. */
export class RecordingCms {
  readonly webhooks: ReceivedWebhook[] = [];
  /** Status codes for the next requests; 204 when there is none left. */
  readonly answers: number[] = [];
  answerAfterMs = 0;

  private constructor(private readonly server: Server) {
    server.on('request', (request, response) => {
      void json(request).then(async (body) => {
        this.webhooks.push({ headers: request.headers, body: body as ReceivedWebhook['body'] });
        await sleep(this.answerAfterMs);
        response.writeHead(this.answers.shift() ?? 204).end();
      });
    });
  }

  static async listen(): Promise<RecordingCms> {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return new RecordingCms(server);
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}/hook`;
  }

  of(jobId: string): ReceivedWebhook[] {
    return this.webhooks.filter(({ body }) => body.job_id === jobId);
  }

  /** The webhooks of a job after waiting a moment for one too many. */
  async allOf(jobId: string): Promise<ReceivedWebhook[]> {
    await sleep(1_000);
    return this.of(jobId);
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }
}
