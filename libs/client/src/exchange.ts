import { ApiProblem, Unreachable } from './errors.js';

export type Fetch = (request: Request, init: RequestInit) => Promise<Response>;

export interface ExchangeOptions {
  readonly apiKey: string;
  readonly fetch: Fetch;
  /** Ends whatever is under way. */
  readonly signal?: AbortSignal;
}

const notModified = 304;
const bodiless = [204, notModified];

/**
 * One request and its whole answer, within `timeoutMs`.
 *
 * @throws ApiProblem when the answer is neither a success nor 304
 * @throws Unreachable when there is none
 */
export async function exchange(
  request: Request,
  { apiKey, fetch, signal }: ExchangeOptions,
  timeoutMs: number,
): Promise<Response> {
  request.headers.set('authorization', `Bearer ${apiKey}`);
  const timeout = AbortSignal.timeout(timeoutMs);
  const stop = AbortSignal.any(signal ? [request.signal, signal] : [request.signal]);
  try {
    const response = await fetch(request, { signal: AbortSignal.any([stop, timeout]) });
    if (!response.ok && response.status !== notModified) throw await ApiProblem.of(response);
    const body = bodiless.includes(response.status) ? null : await response.arrayBuffer();
    return new Response(body, response);
  } catch (error) {
    // Who asked to stop learns that it stopped.
    if (error instanceof ApiProblem || stop.aborted) throw error;
    const { origin } = new URL(request.url);
    const reason = timeout.aborted ? `none within ${timeoutMs / 1_000} s` : reasonOf(error);
    throw new Unreachable(`expected an answer from ${origin}, got ${reason}`, { cause: error });
  }
}

/** What fetch wraps: "fetch failed" says nothing. */
function reasonOf(error: unknown): string {
  const { cause, message } = error as Error & { cause?: { code?: string; message?: string } };
  return [cause?.code, cause?.message].find((text) => text) ?? message;
}
