import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { gunzipSync } from 'node:zlib';
import { spansIn, type ReceivedSpan } from './received-span.js';

/** A collector that keeps what it gets: OTLP over HTTP, as protobuf, which is what exporters send unless told otherwise. */
export class OtlpReceiver {
  readonly spans: ReceivedSpan[] = [];
  /** The requests as they came, for what must not be in them. */
  readonly bodies: Buffer[] = [];

  private constructor(
    private readonly server: Server,
    /** For OTEL_EXPORTER_OTLP_ENDPOINT. */
    readonly url: string,
  ) {}

  static async listen(): Promise<OtlpReceiver> {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const receiver = new OtlpReceiver(server, `http://127.0.0.1:${port}`);
    server.on('request', (request, response) => {
      receiver.receive(request).then(
        (status) => response.writeHead(status, { 'content-type': 'application/x-protobuf' }).end(),
        (error: unknown) => response.writeHead(400).end(String(error)),
      );
    });
    return receiver;
  }

  /** As Jaeger finds them: those whose tag says so, and nothing of the same trace beside them. */
  ofJob(jobId: string): ReceivedSpan[] {
    return this.spans.filter(({ attributes }) => attributes.job_id === jobId);
  }

  /** Whether these bytes stand in anything that came. */
  holds(text: string): boolean {
    return this.bodies.some((body) => body.includes(text));
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise<void>((resolve) => this.server.close(() => resolve()));
  }

  private async receive(request: IncomingMessage): Promise<number> {
    if (request.url !== '/v1/traces') return 404;
    if (request.headers['content-type'] !== 'application/x-protobuf') return 415;
    const sent = await buffer(request);
    const body = request.headers['content-encoding'] === 'gzip' ? gunzipSync(sent) : sent;
    this.bodies.push(body);
    this.spans.push(...spansIn(body));
    return 200;
  }
}
