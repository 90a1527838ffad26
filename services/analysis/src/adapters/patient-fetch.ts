import { retryAfterMs } from '@meeting-intelligence/http';

/** The SDK waits for up to a minute where a provider asks for it, and holds the message meanwhile; a queue can wait better. */
const longestWaitMs = 5_000;
/** As libs/http reads `Retry-After`. */
const aDayMs = 24 * 3_600_000;

/**
 * A `fetch` for the SDK, which ends at the time limit also when the answer began and stalls (the SDK's own limit ends
 * with the headers), and which does not let the SDK repeat what a provider wants repeated later than in a moment.
 */
export function patientFetch(timeoutMs: number): typeof fetch {
  return async (url, init) => {
    const timeout = AbortSignal.timeout(timeoutMs);
    const signal = init?.signal ? AbortSignal.any([init.signal, timeout]) : timeout;
    const response = await fetch(url, { ...init, signal });
    if ((waitAskedForMs(response.headers) ?? 0) <= longestWaitMs) return response;
    const headers = new Headers(response.headers);
    // The SDK's own switch, meant for servers.
    headers.set('x-should-retry', 'false');
    const { status, statusText } = response;
    return new Response(response.body, { status, statusText, headers });
  };
}

/** `retry-after-ms`, which the provider sends beside it, is more exact than `Retry-After`. */
export function waitAskedForMs(headers: Headers | undefined): number | undefined {
  const exact = Number(headers?.get('retry-after-ms') ?? Number.NaN);
  return exact > 0 ? Math.min(exact, aDayMs) : retryAfterMs(headers?.get('retry-after'));
}
