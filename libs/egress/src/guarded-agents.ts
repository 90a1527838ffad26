import { lookup as resolveName } from 'node:dns/promises';
import type { LookupAddress, LookupAllOptions } from 'node:dns';
import { Agent as HttpAgent, type AgentOptions } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import type { LookupFunction, Socket } from 'node:net';
import { AppError } from '@meeting-intelligence/errors';
import { ruleAgainst } from './address-rules.js';
import { blocked, ruleAgainstTarget } from './assert-allowed-url.js';
import { isAllowedHost, type EgressPolicy } from './egress-policy.js';

/** `lookup` of node:dns/promises, or what stands in for it. */
export type ResolveName = (hostname: string, options: LookupAllOptions) => Promise<LookupAddress[]>;

export interface GuardedAgents {
  readonly httpAgent: HttpAgent;
  readonly httpsAgent: HttpsAgent;
}

/**
 * Agents whose connections lead nowhere but where the policy lets them. They keep no connection open: what was allowed is
 * asked anew for each request. A refused one ends its request with an error that `refusalIn` finds.
 */
export function guardedAgents(policy: EgressPolicy, resolve: ResolveName = resolveName): GuardedAgents {
  const options: AgentOptions & { readonly lookup: LookupFunction } = {
    keepAlive: false,
    lookup: guardedLookup(policy, resolve),
  };
  return {
    httpAgent: guarded(new HttpAgent(options), policy),
    httpsAgent: guarded(new HttpsAgent({ ...options, minVersion: 'TLSv1.2' }), policy),
  };
}

/**
 * For the `lookup` of a socket: the addresses of a name without those that are forbidden. Node does not call it for
 * IP literals.
 *
 * Fails with URL_BLOCKED where none is left.
 */
export function guardedLookup(policy: EgressPolicy, resolve: ResolveName = resolveName): LookupFunction {
  return (hostname, options, callback) => {
    allowedAddresses(hostname, options as LookupAllOptions, policy, resolve).then(
      (addresses) => {
        const [first] = addresses;
        if (options.all) callback(null, addresses);
        else callback(null, first!.address, first!.family);
      },
      (error: NodeJS.ErrnoException) => callback(error, []),
    );
  };
}

/** The AppError URL_BLOCKED that ended a request, also where an HTTP client has wrapped it. */
export function refusalIn(error: unknown): AppError | undefined {
  if (!(error instanceof Error)) return undefined;
  if (error instanceof AppError && error.code === 'URL_BLOCKED') return error;
  return refusalIn(error.cause);
}

/** Ends a connection that leads to a forbidden address before a byte is sent, whatever was looked up before. */
export function guardSocket(socket: Socket, hostname: string, policy: EgressPolicy): void {
  socket.prependOnceListener('connect', () => {
    const rule = ruleAgainst(socket.remoteAddress ?? '::', policy, isAllowedHost(hostname, policy));
    if (rule) socket.destroy(leadsTo(rule));
  });
}

async function allowedAddresses(
  hostname: string,
  options: LookupAllOptions,
  policy: EgressPolicy,
  resolve: ResolveName,
): Promise<LookupAddress[]> {
  const found = await resolve(hostname, { ...options, all: true });
  const isHostAllowed = isAllowedHost(hostname, policy);
  const rules = found.map(({ address }) => ruleAgainst(address, policy, isHostAllowed));
  const allowed = found.filter((_, index) => rules[index] === undefined);
  if (allowed.length === 0) throw leadsTo(rules[0] ?? 'no address');
  return allowed;
}

/** Every agent connects by its `createConnection`, also to IP literals, which are never looked up. */
function guarded<Agent extends HttpAgent>(agent: Agent, policy: EgressPolicy): Agent {
  const connect = agent.createConnection.bind(agent);
  agent.createConnection = (options, callback) => {
    const hostname = options.host ?? 'localhost';
    const rule = ruleAgainstTarget(hostname, Number(options.port), policy);
    if (rule) {
      callback?.(blocked(rule), undefined as never);
      return undefined;
    }
    const socket = connect(options, callback) as Socket;
    guardSocket(socket, hostname, policy);
    return socket;
  };
  return agent;
}

function leadsTo(rule: string): AppError {
  return blocked(`expected a URL on the public internet, its host leads to ${rule}`);
}
