import ipaddr from 'ipaddr.js';

/** A network: its address, and how many leading bits count. */
export type Network = readonly [ipaddr.IPv4 | ipaddr.IPv6, number];

/** What may be reached beside the public internet. */
export interface EgressPolicy {
  readonly allowNetworks: readonly Network[];
  /** In lower case: `cms.corp.example`, or `*.corp.example` for every name below. */
  readonly allowHosts: readonly string[];
  readonly httpsOnly: boolean;
}

/** Names are compared without their trailing dot: with and without one they lead to the same place. */
export function isAllowedHost(hostname: string, { allowHosts }: EgressPolicy): boolean {
  const name = hostname.toLowerCase().replace(/\.$/, '');
  return allowHosts.some((host) =>
    host.startsWith('*.') ? name.endsWith(host.slice(1)) && name.length >= host.length : name === host,
  );
}
