import ipaddr from 'ipaddr.js';
import type { EgressPolicy, Network } from './egress-policy.js';

type Address = ipaddr.IPv4 | ipaddr.IPv6;

/** Where clouds hand credentials to whoever asks: AWS, Azure and Google (the first), AWS ECS, Azure, Oracle, Alibaba; IPv6. */
const metadataAddresses = [
  '169.254.169.254',
  '169.254.170.2',
  '169.254.170.23',
  '168.63.129.16',
  '192.0.0.192',
  '100.100.100.200',
  'fd00:ec2::254',
  'fd00:ec2::23',
  'fd20:ce::254',
].map((address) => ipaddr.parse(address).toNormalizedString());

/** For people. What ipaddr.js calls otherwise is "reserved". */
const namesOfRanges: Readonly<Record<string, string>> = {
  unspecified: 'an unspecified address',
  loopback: 'a loopback address',
  private: 'a private address',
  uniqueLocal: 'a private address',
  linkLocal: 'a link-local address',
  carrierGradeNat: 'an address behind a carrier-grade NAT',
  multicast: 'a multicast address',
  broadcast: 'a broadcast address',
  '6to4': 'an address of a tunnel',
  teredo: 'an address of a tunnel',
  rfc6052: 'an address of an inner NAT64',
};

const globalUnicast: Network = [ipaddr.parse('2000::'), 3];
const nat64: Network = [ipaddr.parse('64:ff9b::'), 96];

/**
 * Which rule forbids an address, in words ("a loopback address"); undefined when none does.
 *
 * @param address as `net.isIP` knows it, also with a zone
 * @param isHostAllowed the policy names the host that led to it
 */
export function ruleAgainst(
  address: string,
  policy: EgressPolicy,
  isHostAllowed = false,
): string | undefined {
  const target = embeddedIn(ipaddr.parse(address));
  const isMetadata = metadataAddresses.includes(target.toNormalizedString());
  const isListed = policy.allowNetworks.some(
    (network) => isWithin(target, network) && (!isMetadata || isSingle(network)),
  );
  if (isListed) return undefined;
  if (isMetadata) return 'a metadata address of a cloud';
  return isHostAllowed ? undefined : specialRangeOf(target);
}

function specialRangeOf(target: Address): string | undefined {
  const range: string = target.range();
  if (range !== 'unicast') return namesOfRanges[range] ?? 'a reserved address';
  // ipaddr.js calls unicast whatever it knows nothing of, as ::127.0.0.1.
  if (target.kind() === 'ipv6' && !isWithin(target, globalUnicast)) return 'a reserved address';
  return undefined;
}

/** The IPv4 address that a packet to an IPv4-mapped or NAT64 address ends at; others as they are. */
function embeddedIn(address: Address): Address {
  if (address.kind() !== 'ipv6') return address;
  // Without its zone, which names an interface.
  const bare = new ipaddr.IPv6((address as ipaddr.IPv6).parts);
  if (bare.isIPv4MappedAddress()) return bare.toIPv4Address();
  return isWithin(bare, nat64) ? ipaddr.fromByteArray(bare.toByteArray().slice(12)) : bare;
}

function isWithin(address: Address, [network, bits]: Network): boolean {
  return address.kind() === network.kind() && address.match(network, bits);
}

function isSingle([network, bits]: Network): boolean {
  return bits === network.toByteArray().length * 8;
}
