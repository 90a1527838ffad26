import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { waveFile } from '../wave-file.js';

/**
 * What becomes of a request: the recording; a status; nothing; a few bytes a second; the end of the connection, before
 * anything was sent or after so many bytes.
 */
export type MediaAnswer =
  | 'well'
  | 'hang'
  | 'trickle'
  | 'reset'
  | { readonly status: number; readonly location?: string }
  | { readonly breaksOffAfter: number };

/** `times`: how often this path was asked for, with this request. */
export type MediaBehaviour = (path: string, times: number) => MediaAnswer | Promise<MediaAnswer>;

const WELL: MediaBehaviour = () => 'well';
const TRICKLE_BYTES = 200;
const TRICKLE_MS = 100;

/** Where the CMS keeps its recordings: another one at each path, in parts too. */
export class MediaServer {
  /** Requests so far. */
  requests = 0;
  /** Those that asked to go on where they were interrupted. */
  continuations = 0;
  /** Of each recording that is asked for the first time. */
  seconds = 1;
  private behaviour = WELL;
  private readonly files = new Map<string, Uint8Array>();
  private readonly asked = new Map<string, number>();

  private constructor(private readonly server: Server) {
    server.on('request', (request, response) => {
      // Whoever is asked badly enough gets nothing.
      this.answer(request, response).catch(() => response.destroy());
    });
  }

  static async listen(): Promise<MediaServer> {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    return new MediaServer(server);
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}/`;
  }

  /** From now on, until `behaveWell`. */
  behave(behaviour: MediaBehaviour): void {
    this.behaviour = behaviour;
  }

  /** Gives what it has again; those that got no answer see their connection end. */
  behaveWell(): void {
    this.behaviour = WELL;
    this.seconds = 1;
    this.server.closeAllConnections();
  }

  /** Forgets all recordings. */
  clear(): void {
    this.files.clear();
    this.asked.clear();
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private async answer({ url, headers }: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = url ?? '/';
    const times = (this.asked.get(path) ?? 0) + 1;
    this.asked.set(path, times);
    this.requests += 1;
    const answer = await this.behaviour(path, times);
    if (answer === 'hang') return;
    if (answer === 'reset') return void response.destroy();
    if (typeof answer === 'object' && 'status' in answer) {
      const { status, location } = answer;
      return void response.writeHead(status, location === undefined ? {} : { location }).end();
    }
    const file = this.fileAt(path);
    const from = Number(/^bytes=(\d+)-$/.exec(headers.range ?? '')?.[1] ?? 0);
    if (from > 0) this.continuations += 1;
    response.writeHead(from > 0 ? 206 : 200, {
      'accept-ranges': 'bytes',
      etag: `"${path}"`,
      'content-length': file.length - from,
      ...(from > 0 && { 'content-range': `bytes ${from}-${file.length - 1}/${file.length}` }),
    });
    if (answer === 'well') response.end(file.subarray(from));
    else if (answer === 'trickle') await trickle(file.subarray(from), response);
    else response.write(file.subarray(from, from + answer.breaksOffAfter), () => response.destroy());
  }

  private fileAt(path: string): Uint8Array {
    const file = this.files.get(path) ?? waveFile(this.seconds);
    this.files.set(path, file);
    return file;
  }
}

async function trickle(file: Uint8Array, response: ServerResponse): Promise<void> {
  for (let at = 0; at < file.length && !response.destroyed; at += TRICKLE_BYTES) {
    response.write(file.subarray(at, at + TRICKLE_BYTES));
    await sleep(TRICKLE_MS);
  }
  response.end();
}
