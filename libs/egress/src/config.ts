import { field, type ValuesOf } from '@meeting-intelligence/config';
import ipaddr from 'ipaddr.js';
import { isIP } from 'node:net';
import { z } from 'zod';
import type { EgressPolicy, Network } from './egress-policy.js';

const list = z.string().transform((text) =>
  text
    .split(',')
    .map((entry) => entry.trim())
    .filter((entry) => entry !== ''),
);

const networks = list.transform((entries, context): readonly Network[] =>
  entries.map((entry) => {
    const network = networkOf(entry);
    if (network) return network;
    context.addIssue({ code: 'custom', message: 'expected networks such as 10.20.0.0/16,fd00:1::/32' });
    return z.NEVER;
  }),
);

const hosts = list
  .refine(
    (entries) =>
      entries.every((entry) => /^(\*\.)?[a-z0-9_-]+(\.[a-z0-9_-]+)*$/i.test(entry) && !isIP(entry)),
    'expected host names such as cms.corp.example,*.corp.example; addresses belong into EGRESS_ALLOW_CIDRS',
  )
  .transform((entries): readonly string[] => entries.map((entry) => entry.toLowerCase()));

/** The environment of a service that sends requests to URLs from outside. */
export const egressFields = {
  EGRESS_ALLOW_CIDRS: field(
    networks,
    'networks that URLs from outside may lead to though they are not public internet, separated by commas; a metadata address of a cloud has to be listed by itself (/32, /128)',
    { default: '' },
  ),
  EGRESS_ALLOW_HOSTS: field(
    hosts,
    'host names that URLs from outside may lead to wherever they resolve to, separated by commas; *.corp.example means every name below corp.example',
    { default: '' },
  ),
  EGRESS_HTTPS_ONLY: field(
    z.enum(['true', 'false']).transform((value) => value === 'true'),
    'whether URLs from outside have to be https',
    { default: 'false' },
  ),
};

export function egressPolicy(config: ValuesOf<typeof egressFields>): EgressPolicy {
  return {
    allowNetworks: config.EGRESS_ALLOW_CIDRS,
    allowHosts: config.EGRESS_ALLOW_HOSTS,
    httpsOnly: config.EGRESS_HTTPS_ONLY,
  };
}

/** Of a mask with host bits nobody knows which part is the mistake: it is none. */
function networkOf(text: string): Network | undefined {
  const [address = '', bits, ...rest] = text.split('/');
  // ipaddr.js also reads 10.1 and 0x7f000001.
  if (isIP(address) === 0 || !/^\d{1,3}$/.test(bits ?? '') || rest.length > 0) return undefined;
  if (!ipaddr.isValidCIDR(text)) return undefined;
  const [parsed, prefix] = ipaddr.parseCIDR(text);
  const first =
    parsed.kind() === 'ipv4'
      ? ipaddr.IPv4.networkAddressFromCIDR(text)
      : ipaddr.IPv6.networkAddressFromCIDR(text);
  return first.toNormalizedString() === parsed.toNormalizedString() ? [parsed, prefix] : undefined;
}
