import { Agent } from 'undici';
import type { Fetch } from './exchange.js';

// Without the package there is no way to say so to Node's fetch.
const dispatcher = new Agent({ headersTimeout: 0, bodyTimeout: 0 });

/**
 * Node's fetch, which waits for as long as its `signal` lets it. Of its own it gives up where the answer does not begin within
 * five minutes of the last byte that was sent; a long recording may be decoded for longer before it is accepted.
 */
export const patientFetch: Fetch = (request, init) => globalThis.fetch(request, { ...init, dispatcher });
