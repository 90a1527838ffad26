import { createServer, type IncomingHttpHeaders, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface ReceivedWebhook {
  readonly body: unknown;
  readonly headers: IncomingHttpHeaders;
}

export interface RecordingCms {
  readonly webhookUrl: string;
  readonly webhooks: readonly ReceivedWebhook[];
  /** Resolves with the first webhook about the job; rejects after the timeout. */
  waitForWebhook(jobId: string, timeoutMs: number, quit: AbortSignal): Promise<ReceivedWebhook>;
  close(): Promise<void>;
}

const MAX_BODY_BYTES = 256 * 1024 * 1024;

/** The smallest CMS there is: it answers every webhook with 204 and remembers it. */
export async function startRecordingCms(): Promise<RecordingCms> {
  const webhooks: ReceivedWebhook[] = [];
  const listeners = new Set<() => void>();
  const server = await listen(async (request) => {
    webhooks.push({ body: JSON.parse(await readBody(request)) as unknown, headers: request.headers });
    for (const listener of listeners) listener();
  });
  const find = (jobId: string) => webhooks.find(({ body }) => (body as { job_id?: string }).job_id === jobId);

  return {
    webhookUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}/webhooks/meetings`,
    webhooks,
    waitForWebhook: (jobId, timeoutMs, quit) =>
      new Promise((resolve, reject) => {
        const settle = (finish: () => void) => {
          clearTimeout(timer);
          listeners.delete(check);
          quit.removeEventListener('abort', abort);
          finish();
        };
        const check = () => {
          const found = find(jobId);
          if (found) settle(() => resolve(found));
        };
        const abort = () => settle(() => reject(quit.reason as Error));
        const timer = setTimeout(
          () => settle(() => reject(new Error(`no webhook about job ${jobId} within ${timeoutMs} ms`))),
          timeoutMs,
        );
        listeners.add(check);
        quit.addEventListener('abort', abort);
        check();
      }),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function listen(receive: (request: IncomingMessage) => Promise<void>): Promise<Server> {
  return new Promise((resolve, reject) => {
    const server = createServer((request, response) => {
      receive(request).then(
        () => response.writeHead(204).end(),
        (error: unknown) => response.writeHead(400).end((error as Error).message),
      );
    });
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => resolve(server));
  });
}

async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > MAX_BODY_BYTES) throw new Error(`a webhook of more than ${MAX_BODY_BYTES} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}
