import { ApiProblem, Unreachable } from './errors.js';
import { SourceFailed } from './multipart.js';

export type Fetch = (request: Request, init: RequestInit) => Promise<Response>;

export interface ExchangeOptions {
  readonly apiKey: string;
  readonly fetch: Fetch;
  /** Ends whatever is under way. */
  readonly signal?: AbortSignal;
}

/** What lasts longer, setTimeout takes for nothing at all. */
const longestTimerMs = 2 ** 31 - 1;
const notModified = 304;
const bodiless = [204, notModified];

/**
 * One request and its whole answer, within `timeoutMs`. Of a stream of events, which has no end, only the beginning has to
 * come in time; it is handed over unread, and lasts until `signal` ends it.
 *
 * @throws ApiProblem when the answer is neither a success nor 304
 * @throws Unreachable when there is none
 * @throws what the stream to be sent threw
 */
export async function exchange(
  request: Request,
  { apiKey, fetch, signal }: ExchangeOptions,
  timeoutMs: number,
): Promise<Response> {
  request.headers.set('authorization', `Bearer ${apiKey}`);
  const timeout = new AbortController();
  const timer = setTimeout(() => timeout.abort(), Math.min(timeoutMs, longestTimerMs));
  const stop = AbortSignal.any(signal ? [request.signal, signal] : [request.signal]);
  try {
    const response = await fetch(request, { signal: AbortSignal.any([stop, timeout.signal]) });
    if (!response.ok && response.status !== notModified) throw await ApiProblem.of(response);
    if (isStreamOfEvents(response)) return response;
    const body = bodiless.includes(response.status) ? null : await response.arrayBuffer();
    return new Response(body, response);
  } catch (error) {
    // Who asked to stop learns that it stopped.
    if (error instanceof ApiProblem || stop.aborted) throw error;
    const sourceFailed = sourceFailureOf(error);
    if (sourceFailed) throw sourceFailed.cause;
    const { origin } = new URL(request.url);
    const reason = timeout.signal.aborted ? `none within ${timeoutMs / 1_000} s` : reasonOf(error);
    throw new Unreachable(`expected an answer from ${origin}, got ${reason}`, { cause: error });
  } finally {
    clearTimeout(timer);
  }
}

function isStreamOfEvents({ headers }: Response): boolean {
  return /^text\/event-stream\b/i.test(headers.get('content-type') ?? '');
}

/** As it is, or as fetch wraps it. */
function sourceFailureOf(error: unknown): SourceFailed | undefined {
  return [error, (error as Error).cause].find((each) => each instanceof SourceFailed);
}

/** What fetch wraps: "fetch failed" says nothing. */
function reasonOf(error: unknown): string {
  const { cause, message } = error as Error & { cause?: { code?: string; message?: string } };
  return [cause?.code, cause?.message].find((text) => text) ?? message;
}
