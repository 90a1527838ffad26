import { createHash } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { ApiProblem, Unreachable } from './errors.js';
import { longestPauseMs } from './send-again.js';
import { exchange, type ExchangeOptions } from './exchange.js';

export interface ResumableUpload {
  readonly recording: Blob;
  /** Shown to people. */
  readonly filename: string;
  /** With the same one an upload of the same bytes that was begun before is gone on with. */
  readonly key: string;
  /** Told how many bytes the service has. */
  readonly onProgress?: (sentBytes: number) => void;
  readonly signal?: AbortSignal;
}

interface Line extends ExchangeOptions {
  readonly baseUrl: string;
  /** For one piece and its answer. */
  readonly timeoutMs: number;
  readonly pieceBytes?: number;
  /** Pauses after failures in a row; bytes that arrived begin them anew. */
  readonly pausesMs?: readonly number[];
}

const pieceOf = 8 * 1_048_576;
const pauses = [500, 1_000, 2_000, 5_000, 10_000, 20_000, 30_000];

/** What a piece that was refused means: another one is busy, or something else is here than we believe. */
const outOfStep = new Set(['UPLOAD_LOCKED', 'UPLOAD_OFFSET_CONFLICT', 'UPLOAD_INCOMPLETE']);

export interface BegunUpload {
  /** For `POST /v1/jobs`. */
  readonly id: string;
  readonly url: string;
  /** It was begun before under the same key, and may have bytes. */
  readonly isKnown: boolean;
}

/**
 * An upload by tus 1.0 that has no bytes yet.
 *
 * @throws ApiProblem; Unreachable when it has failed for long; what reading the recording throws
 */
export async function beginUpload(
  { recording, filename, key, signal }: ResumableUpload,
  line: Line,
): Promise<BegunUpload> {
  const name = Buffer.from(filename).toString('base64');
  const headers = {
    'upload-length': String(recording.size),
    'upload-metadata': `filename ${name}`,
    // Whose answer was lost is begun once.
    'idempotency-key': await keyOf(recording, key, signal),
  };
  const begun = await persisting(line, signal, () =>
    ask(line, 'POST', `${line.baseUrl}/v1/uploads`, { headers, signal }),
  );
  const url = uploadUrlIn(begun, line.baseUrl);
  return { id: url.split('/').at(-1)!, url, isKnown: begun.headers.has('idempotency-replayed') };
}

/**
 * Sends what is not there, a piece at a time; of a connection that ends only what did not arrive is sent again.
 *
 * @throws ApiProblem; Unreachable when it has failed for long without a byte having got through; what reading the recording throws
 */
export async function sendPieces(
  { url, isKnown }: BegunUpload,
  { recording, onProgress, signal }: ResumableUpload,
  line: Line,
): Promise<void> {
  const { pieceBytes = pieceOf } = line;
  let offset = 0;
  let isInStep = !isKnown;
  let pauses = pausesOf(line);
  onProgress?.(offset);
  while (offset < recording.size) {
    try {
      const before = offset;
      if (!isInStep) offset = offsetIn(await ask(line, 'HEAD', url, { signal }));
      isInStep = true;
      if (offset > before) {
        pauses = pausesOf(line);
        onProgress?.(offset);
      }
      if (offset === recording.size) break;
      const headers = { 'upload-offset': String(offset), 'content-type': 'application/offset+octet-stream' };
      // In memory: fetch would take a file that cannot be read any more for a connection that ended.
      const body = await recording.slice(offset, offset + pieceBytes).arrayBuffer();
      offset = offsetIn(await ask(line, 'PATCH', url, { headers, body, signal }));
      pauses = pausesOf(line);
      onProgress?.(offset);
    } catch (error) {
      isInStep = false;
      await pauseAfter(error, pauses, signal);
    }
  }
}

/** Another recording under the same key is another upload, also one of the same name and size: their pieces must not be mixed. */
async function keyOf(recording: Blob, key: string, signal?: AbortSignal): Promise<string> {
  const hash = createHash('sha256').update(key);
  for await (const piece of recording.stream() as AsyncIterable<Uint8Array>) {
    signal?.throwIfAborted();
    hash.update(piece);
  }
  return hash.digest('hex');
}

function ask(
  line: Line,
  method: string,
  url: string,
  { headers, ...init }: RequestInit & { readonly headers?: Readonly<Record<string, string>> },
): Promise<Response> {
  const request = new Request(url, { method, ...init, headers: { 'tus-resumable': '1.0.0', ...headers } });
  return exchange(request, line, line.timeoutMs);
}

async function persisting<Result>(line: Line, signal: AbortSignal | undefined, work: () => Promise<Result>) {
  for (const pauses = pausesOf(line); ;)
    try {
      return await work();
    } catch (error) {
      await pauseAfter(error, pauses, signal);
    }
}

function pausesOf({ pausesMs = pauses }: Line): number[] {
  return [...pausesMs];
}

/** @throws what it was given, where another try has no prospect or there were enough of them */
async function pauseAfter(error: unknown, left: number[], signal?: AbortSignal): Promise<void> {
  const isPassing =
    error instanceof Unreachable ||
    (error instanceof ApiProblem && (error.isTransient || outOfStep.has(error.code)));
  const pauseMs = left.shift();
  if (!isPassing || pauseMs === undefined) throw error;
  const askedMs = (error instanceof ApiProblem ? error.retryAfterMs : null) ?? 0;
  if (askedMs > longestPauseMs) throw error;
  await sleep(Math.max(pauseMs, askedMs), undefined, { signal });
}

/** Every request carries the API key: it goes nowhere else. */
function uploadUrlIn({ headers }: Response, baseUrl: string): string {
  const base = new URL(`${baseUrl}/`);
  const url = new URL(headers.get('location') ?? '', base);
  if (url.origin === base.origin) return url.href;
  throw new Unreachable(`expected an upload at ${base.origin}, was sent to ${url.origin}`);
}

function offsetIn({ headers }: Response): number {
  const offset = headers.get('upload-offset') ?? '';
  if (/^\d+$/.test(offset)) return Number(offset);
  throw new Unreachable('expected an answer with Upload-Offset, as by tus; a proxy may have changed it');
}
