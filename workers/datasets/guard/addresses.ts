import { BlockList, isIP } from 'node:net';
import { PlumblineError } from '../../../services/core/errors.ts';

/** Networks that no data set comes from unless the operator names them (IANA's special-purpose registries, RFC 6890). */
const PRIVATE_IPV4: readonly (readonly [network: string, prefix: number])[] = [
  ['0.0.0.0', 8], // this host
  ['10.0.0.0', 8], // private (RFC 1918)
  ['100.64.0.0', 10], // carrier-grade NAT (RFC 6598)
  ['127.0.0.0', 8], // loopback
  ['169.254.0.0', 16], // link-local; the metadata services of clouds
  ['172.16.0.0', 12], // private
  ['192.0.0.0', 24], // protocol assignments
  ['192.0.2.0', 24], // documentation
  ['192.88.99.0', 24], // relays of 6to4, given up (RFC 7526)
  ['192.168.0.0', 16], // private
  ['198.18.0.0', 15], // benchmarking of networks
  ['198.51.100.0', 24], // documentation
  ['203.0.113.0', 24], // documentation
  ['224.0.0.0', 4], // multicast
  ['240.0.0.0', 4], // reserved, and broadcast
];
const PRIVATE_IPV6: readonly (readonly [network: string, prefix: number])[] = [
  // Outside 2000::/3 nothing is public (RFC 4291, IANA's address space): unspecified, loopback, IPv4-compatible and
  // translated addresses, translation inside a network (RFC 8215), unique local, link-local, multicast.
  ['::', 3],
  ['4000::', 2],
  ['8000::', 1],
  ['2001::', 23], // protocol assignments; Teredo
  ['2001:db8::', 32], // documentation
  ['2002::', 16], // 6to4, which holds an IPv4 address
  ['3fff::', 20], // documentation (RFC 9637)
];
/** Prefixes whose last 32 bits are the IPv4 address that is really meant: IPv4-mapped, and NAT64 (RFC 6052). */
const HOLDS_IPV4 = /^(?:::ffff:|64:ff9b::)([0-9a-f]{1,4}):([0-9a-f]{1,4})$/;

/** Which addresses data may come from. */
export interface AddressGuard {
  /**
   * Whether to connect to an address that a host's name resolved to (or that was written there).
   *
   * @param plain without encryption: then only what the operator named is allowed.
   */
  allows(host: string, address: string, plain: boolean): boolean;
  /** Whether the operator named this host (or an address written in its place). */
  names(host: string): boolean;
  /** Whether a folder of this machine is below one that the operator named as `file:///…`. */
  allowsFolder(path: string): boolean;
}

/** The guard that `data.private` asks for: names, addresses, networks (CIDR) and folders. CONFIG_INVALID names a wrong one. */
export function createAddressGuard(entries: readonly string[]): AddressGuard {
  const hosts = new Set<string>();
  const folders: string[] = [];
  const named = new BlockList();
  for (const entry of entries) addEntry(entry, { hosts, folders, named });
  const isNamed = (address: string): boolean => inList(named, address);
  return {
    allows(host, address, plain) {
      if (hosts.has(plainHost(host)) || isNamed(address)) return true;
      return !plain && !isPrivate(address);
    },
    names: (host) => hosts.has(plainHost(host)) || isNamed(plainHost(host)),
    allowsFolder: (path) => folders.some((folder) => path === folder || path.startsWith(`${folder}/`)),
  };
}

function addEntry(
  entry: string,
  { hosts, folders, named }: { hosts: Set<string>; folders: string[]; named: BlockList },
): void {
  const [address = '', prefix, ...more] = entry.split('/');
  const family = familyOf(address);
  if (entry.startsWith('file:///')) folders.push(decodeURIComponent(new URL(entry).pathname).replace(/\/+$/, ''));
  else if (family !== null && prefix === undefined) named.addAddress(address, family);
  else if (family !== null && more.length === 0 && isPrefix(prefix, family)) {
    named.addSubnet(address, Number(prefix), family);
  } else if (/^[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?$/.test(entry)) hosts.add(entry.toLowerCase());
  else {
    throw new PlumblineError(
      'CONFIG_INVALID',
      `data.private: "${entry}" is no host name, address, network (10.0.0.0/8) or folder (file:///srv/data)`,
    );
  }
}

function isPrefix(text: string | undefined, family: 'ipv4' | 'ipv6'): boolean {
  return /^\d{1,3}$/.test(text ?? '') && Number(text) <= (family === 'ipv4' ? 32 : 128);
}

const listOf = (family: 'ipv4' | 'ipv6', networks: typeof PRIVATE_IPV4): BlockList => {
  const list = new BlockList();
  for (const [network, prefix] of networks) list.addSubnet(network, prefix, family);
  return list;
};
/** By family: node looks for an IPv4 address among IPv6 networks too, as the mapped one that it also is. */
const PRIVATE = { ipv4: listOf('ipv4', PRIVATE_IPV4), ipv6: listOf('ipv6', PRIVATE_IPV6) } as const;

function isPrivate(text: string): boolean {
  const family = familyOf(meant(text));
  return family !== null && inList(PRIVATE[family], text);
}

function inList(list: BlockList, text: string): boolean {
  const address = meant(text);
  const family = familyOf(address);
  return family !== null && list.check(address, family);
}

/** The address that packets go to: an IPv4 one inside an IPv6 one is taken out. */
function meant(text: string): string {
  const address = (text.split('%')[0] ?? '').toLowerCase();
  if (isIP(address) !== 6) return address;
  // As the standard writes it: shortest form, and no dotted quad at its end.
  const canonical = new URL(`http://[${address}]/`).hostname.slice(1, -1);
  const [, high, low] = HOLDS_IPV4.exec(canonical) ?? [];
  if (high === undefined || low === undefined) return canonical;
  const bits = [Number.parseInt(high, 16), Number.parseInt(low, 16)];
  return bits.flatMap((part) => [part >> 8, part & 255]).join('.');
}

function familyOf(address: string): 'ipv4' | 'ipv6' | null {
  return { 0: null, 4: 'ipv4' as const, 6: 'ipv6' as const }[isIP(address) as 0 | 4 | 6];
}

/** A host as it stands in an address: lower case, without the brackets of IPv6 and the dot of the root. */
function plainHost(host: string): string {
  return host
    .toLowerCase()
    .replace(/^\[|\]$/g, '')
    .replace(/\.$/, '');
}
