import type { Readable } from 'node:stream';
import { AppError } from '@meeting-intelligence/errors';

export interface BodyLimits {
  readonly maxBytes: number;
  /** How long the other side may send nothing. Time in which we are the slow ones does not count, here and below. */
  readonly idleMs: number;
  /** After `graceMs` of waiting it must have reached this average, so that a trickle does not hold up other recordings. */
  readonly minBytesPerSecond: number;
  readonly graceMs: number;
}

/**
 * Stricter than for an upload, which a person may send from a poor line: a recording that is fetched holds one of the few
 * handlers. Where those have little time, what is wrong is said before that is over.
 */
export function fetchLimits(maxBytes: number, handlerTimeoutMs: number): BodyLimits {
  const atMost = (ms: number) => Math.min(ms, handlerTimeoutMs / 4);
  return { maxBytes, idleMs: atMost(30_000), minBytesPerSecond: 65_536, graceMs: atMost(60_000) };
}

/** What the head of an answer says of its body. */
export interface Expected {
  /** So many bytes of the recording came with other answers. */
  readonly offset: number;
  /** Undefined where only its end says. */
  readonly sizeBytes: number | undefined;
}

/**
 * The body of an answer, failing with RECORDING_TOO_LARGE or RECORDING_URL_UNREACHABLE, also where it is not as large as it was
 * to be; or with the reason of `signal`.
 */
export async function* watchedBody(
  body: Readable,
  host: string,
  limits: BodyLimits,
  signal: AbortSignal,
  { offset, sizeBytes = Infinity }: Expected,
): AsyncGenerator<Buffer, void, undefined> {
  const { maxBytes, idleMs } = limits;
  const stalled = () => body.destroy(unreachable(host, `it sent nothing for ${idleMs} ms`));
  let timer = setTimeout(stalled, idleMs);
  let received = 0;
  let waitedMs = 0;
  let askedAt = performance.now();
  try {
    for await (const chunk of body as AsyncIterable<Buffer>) {
      clearTimeout(timer);
      received += chunk.length;
      waitedMs += performance.now() - askedAt;
      if (offset + received > maxBytes) throw tooLarge(maxBytes);
      if (received > sizeBytes) throw unreachable(host, `it sent more than the ${sizeBytes} bytes it said`);
      if (isTrickle(received, waitedMs, limits)) throw unreachable(host, 'it is too slow');
      yield chunk;
      askedAt = performance.now();
      timer = setTimeout(stalled, idleMs);
    }
    if (sizeBytes !== Infinity && received < sizeBytes) throw new Error('it ended early');
  } catch (error) {
    if (signal.aborted) throw signal.reason;
    throw error instanceof AppError ? error : unreachable(host, `it stopped after ${received} bytes`);
  } finally {
    clearTimeout(timer);
  }
}

function isTrickle(received: number, waitedMs: number, { graceMs, minBytesPerSecond }: BodyLimits): boolean {
  return waitedMs > graceMs && received / (waitedMs / 1_000) < minBytesPerSecond;
}

export function tooLarge(maxBytes: number): AppError {
  return new AppError('RECORDING_TOO_LARGE', `the recording is larger than ${maxBytes} bytes`);
}

/** No error of an HTTP client becomes a cause: it holds the whole URL. */
export function unreachable(host: string, reason: string, retryAfterMs?: number): AppError {
  return new AppError('RECORDING_URL_UNREACHABLE', `${host} did not give the recording: ${reason}`, {
    retryAfterMs,
  });
}
