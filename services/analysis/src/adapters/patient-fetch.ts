/** The SDK waits for up to a minute where a provider asks for it, and holds the message meanwhile; a queue can wait better. */
const longestWaitMs = 5_000;

/**
 * A `fetch` for the SDK, which ends at the time limit also when the answer began and stalls (the SDK's own limit ends
 * with the headers), and which does not let the SDK repeat what a provider wants repeated later than in a moment.
 */
export function patientFetch(timeoutMs: number): typeof fetch {
  return async (url, init) => {
    const timeout = AbortSignal.timeout(timeoutMs);
    const signal = init?.signal ? AbortSignal.any([init.signal, timeout]) : timeout;
    const response = await fetch(url, { ...init, signal });
    if ((retryAfterMs(response.headers) ?? 0) <= longestWaitMs) return response;
    const headers = new Headers(response.headers);
    // The SDK's own switch, meant for servers.
    headers.set('x-should-retry', 'false');
    const { status, statusText } = response;
    return new Response(response.body, { status, statusText, headers });
  };
}

/** `retry-after-ms`, or `Retry-After` as seconds or an HTTP date (RFC 9110 §10.2.3). */
export function retryAfterMs(headers: Headers | undefined, now = Date.now()): number | undefined {
  const exact = Number(headers?.get('retry-after-ms') ?? Number.NaN);
  const header = headers?.get('retry-after')?.trim() ?? '';
  const standard = /^\d+(\.\d+)?$/.test(header) ? Number(header) * 1_000 : Date.parse(header) - now;
  const ms = Number.isFinite(exact) ? exact : standard;
  return Number.isFinite(ms) && ms > 0 ? ms : undefined;
}
