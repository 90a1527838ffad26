import type { ServerResponse } from 'node:http';
import { Bell } from './bell.js';

export interface StreamedEvent {
  readonly event: string;
  readonly data: unknown;
  /** What `Last-Event-ID` of a client that comes back says. */
  readonly id?: number;
}

export interface EventStreamOptions {
  /** A connection that nothing is sent on is taken for dead by what stands in between (default 15 s). */
  readonly pingMs?: number;
  /** How long a client may take nothing while it is waited for (default 30 s). */
  readonly stallMs?: number;
}

/** Beyond what the kernel buffers. */
const mostUnsentBytes = 262_144;

/**
 * Server-sent events (https://html.spec.whatwg.org/multipage/server-sent-events.html) on a response whose head is not sent
 * yet. A client that does not take what it is sent is cut off; it comes back with the id of what it has.
 */
export class EventStream {
  /** Rings when it closes, also because the client went away. */
  readonly bell = new Bell();
  private readonly pings?: NodeJS.Timeout;
  private isOver = false;

  constructor(
    private readonly response: ServerResponse,
    headers: Readonly<Record<string, string>>,
    private readonly options: EventStreamOptions = {},
  ) {
    // The client left while we found out who it is: `close` has been.
    if (response.destroyed) {
      this.close();
      return;
    }
    response.on('error', () => undefined); // `close` follows
    response.once('close', () => this.close());
    response.writeHead(200, {
      ...headers,
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-store, no-transform',
      'x-accel-buffering': 'no',
    });
    this.pings = setInterval(() => this.write(': ping\n\n'), options.pingMs ?? 15_000);
    this.write('retry: 3000\n\n');
  }

  get isClosed(): boolean {
    return this.isOver;
  }

  send({ event, data, id }: StreamedEvent): void {
    const line = id === undefined ? '' : `id: ${id}\n`;
    this.write(`${line}event: ${event}\ndata: ${JSON.stringify(data)}\n\n`);
  }

  /** Without an event: where a client goes on that comes back from here. */
  mark(id: number): void {
    this.write(`id: ${id}\n\n`);
  }

  /** Waits until the client has taken most of what it was sent; one that takes nothing for too long is cut off. */
  async drained(): Promise<void> {
    if (this.isOver || !this.response.writableNeedDrain) return;
    const settled = Promise.withResolvers<void>();
    const timer = setTimeout(() => this.cut(), this.options.stallMs ?? 30_000);
    this.response.once('drain', settled.resolve).once('close', settled.resolve);
    await settled.promise;
    this.response.off('drain', settled.resolve).off('close', settled.resolve);
    clearTimeout(timer);
  }

  /** What was written is still sent. */
  end(): void {
    if (this.isOver) return;
    this.close();
    this.response.end();
  }

  private write(text: string): void {
    if (this.isOver) return;
    this.response.write(text);
    if (this.response.writableLength > mostUnsentBytes) this.cut();
  }

  private cut(): void {
    this.response.destroy();
    this.close();
  }

  private close(): void {
    this.isOver = true;
    clearInterval(this.pings);
    this.bell.ring();
  }
}
