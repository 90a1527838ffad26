import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { ApiProblem, Unreachable } from './errors.js';
import { longestPauseMs } from './send-again.js';
import { exchange, type ExchangeOptions } from './exchange.js';

export interface ResumableUpload {
  readonly recording: Blob;
  /** Shown to people. */
  readonly filename: string;
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

/**
 * Uploads by tus 1.0, a piece at a time; of a connection that ends only what did not arrive is sent again.
 *
 * @returns the id for `POST /v1/jobs`
 * @throws ApiProblem, Unreachable when it has failed for long without a byte having got through
 */
export async function uploadResumably(upload: ResumableUpload, line: Line): Promise<string> {
  const { recording, filename, onProgress, signal } = upload;
  const { pieceBytes = pieceOf } = line;
  const name = Buffer.from(filename).toString('base64');
  const ask = (method: string, url: string, headers: Record<string, string>, body?: Blob) =>
    exchange(
      new Request(url, { method, body, signal, headers: { 'tus-resumable': '1.0.0', ...headers } }),
      line,
      line.timeoutMs,
    );

  const creation = {
    'upload-length': String(recording.size),
    'upload-metadata': `filename ${name}`,
    // Whose answer was lost is begun once.
    'idempotency-key': randomUUID(),
  };
  const made = await persisting(line, signal, () => ask('POST', `${line.baseUrl}/v1/uploads`, creation));
  const url = uploadUrlIn(made, line.baseUrl);

  let offset = 0;
  let isInStep = true;
  let pauses = pausesOf(line);
  onProgress?.(offset);
  while (offset < recording.size) {
    try {
      const before = offset;
      if (!isInStep) offset = offsetIn(await ask('HEAD', url, {}));
      isInStep = true;
      if (offset > before) pauses = pausesOf(line);
      if (offset === recording.size) break;
      const headers = { 'upload-offset': String(offset), 'content-type': 'application/offset+octet-stream' };
      const piece = recording.slice(offset, offset + pieceBytes);
      offset = offsetIn(await ask('PATCH', url, headers, piece));
      pauses = pausesOf(line);
      onProgress?.(offset);
    } catch (error) {
      isInStep = false;
      await pauseAfter(error, pauses, signal);
    }
  }
  return url.split('/').at(-1)!;
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
