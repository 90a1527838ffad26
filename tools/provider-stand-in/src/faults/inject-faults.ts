import { setTimeout as delay } from 'node:timers/promises';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { parseFault, suits, type Endpoint, type Fault } from './fault-rule.js';
import type { FaultSwitches } from './fault-switches.js';

export const FAULT_HEADER = 'x-stand-in-fault';

declare module 'fastify' {
  interface FastifyRequest {
    /** The fault this request meets, for the handlers that shape the answer themselves and for the log. */
    fault: Fault | undefined;
  }
  interface FastifyContextConfig {
    /** Faults and statistics know a route by this name; routes without it never fail on purpose. */
    endpoint?: Endpoint;
  }
}

type EndpointOf = (request: FastifyRequest) => Endpoint | undefined;

/**
 * Applies the switches around the handlers. `slow`, statuses, `hang` and `reset` come before the work is done; after it
 * come `lost-reply` (done, but the client never learns) and, for the speech API, `cut` and `wrong-schema`. The chat
 * handler spoils its own answer, since there the model's words are to be wrong, not the HTTP body.
 */
export function injectFaults(server: FastifyInstance, switches: FaultSwitches, endpointOf: EndpointOf): void {
  const closing = new AbortController();
  server.addHook('preClose', () => closing.abort());
  server.decorateRequest('fault', undefined);

  server.addHook('preHandler', async (request, reply) => {
    const endpoint = endpointOf(request);
    if (!endpoint) return undefined;
    const fault = faultFromHeader(request, endpoint) ?? switches.take(endpoint);
    request.fault = fault;
    if (!fault) return undefined;
    switch (fault.kind) {
      case 'status':
        await drain(request);
        if (fault.retryAfterS !== undefined) reply.header('retry-after', String(fault.retryAfterS));
        throw new InjectedStatus(fault.status);
      case 'slow':
        await delay(fault.delayMs, undefined, { signal: closing.signal }).catch(() => undefined);
        return undefined;
      case 'hang':
        return hang(request, reply, closing.signal);
      case 'reset':
        return reset(reply);
      default:
        return undefined;
    }
  });

  server.addHook('onSend', async (request, reply, payload) => {
    const fault = request.fault;
    if (!fault || reply.statusCode >= 400) return payload;
    if (fault.kind === 'lost-reply') {
      reset(reply);
      return payload;
    }
    if (endpointOf(request)?.startsWith('chat') || typeof payload !== 'string') return payload;
    if (fault.kind === 'cut') return payload.slice(0, Math.floor(payload.length / 2));
    if (fault.kind === 'wrong-schema') return JSON.stringify({ unexpected: [true] });
    return payload;
  });
}

/** Carries an injected status to the error handler, which writes it in the shape of the API that was called. */
export class InjectedStatus extends Error {
  constructor(readonly statusCode: number) {
    super(`Injected fault: status ${statusCode}`);
  }
}

export class BadFaultHeader extends Error {
  readonly statusCode = 400;
}

function faultFromHeader(request: FastifyRequest, endpoint: Endpoint): Fault | undefined {
  const header = request.headers[FAULT_HEADER];
  if (header === undefined) return undefined;
  const fault = parseFault(String(header));
  if (typeof fault === 'string') throw new BadFaultHeader(`${FAULT_HEADER}: ${fault}`);
  if (!suits(fault, endpoint))
    throw new BadFaultHeader(`${FAULT_HEADER}: ${fault.kind} is not possible for ${endpoint}`);
  return fault;
}

/** A client that is still sending would see a broken pipe instead of the status. */
async function drain(request: FastifyRequest): Promise<void> {
  if (!request.raw.complete) for await (const _ of request.raw) void _;
}

function hang(request: FastifyRequest, reply: FastifyReply, closing: AbortSignal): FastifyReply {
  reply.hijack();
  request.raw.resume();
  closing.addEventListener('abort', () => reply.raw.destroy(), { once: true });
  return reply;
}

function reset(reply: FastifyReply): FastifyReply {
  if (!reply.sent) reply.hijack();
  reply.raw.destroy();
  return reply;
}
