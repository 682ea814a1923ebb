import { BlockList, isIP } from 'node:net';
import type Docker from 'dockerode';

/** How the engine of this machine reaches registries. */
export interface EngineRegistries {
  /** Whether it speaks plain http to a host, or looks at no certificate of it. */
  insecure(host: string): boolean;
  /** Addresses that it asks for Docker's own images before Docker. */
  readonly mirrors: readonly string[];
}

/** Mirrors that are asked, in the engine's order. */
const MIRRORS_MAX = 4;

interface RegistryConfig {
  readonly InsecureRegistryCIDRs?: readonly string[] | null;
  readonly IndexConfigs?: Readonly<Record<string, { readonly Secure?: boolean }>> | null;
  readonly Mirrors?: readonly string[] | null;
}

/** Asks the engine for its registry settings (`insecure-registries`, `registry-mirrors`); one that is silent has the default ones. */
export async function engineRegistries(docker: Docker): Promise<EngineRegistries> {
  const info = (await docker.info().catch(() => null)) as { RegistryConfig?: RegistryConfig } | null;
  const { InsecureRegistryCIDRs: networks, IndexConfigs: indexes, Mirrors: mirrors } = info?.RegistryConfig ?? {};
  const list = networksOf(networks ?? []);
  const named = Object.entries(indexes ?? {}).flatMap(([name, { Secure }]) => (Secure === false ? [name] : []));
  return {
    insecure: (host) => isLoopback(host) || named.includes(host) || inNetworks(list, hostname(host)),
    mirrors: (mirrors ?? []).filter((mirror) => /^https?:\/\/[^\s@]+$/.test(mirror)).slice(0, MIRRORS_MAX),
  };
}

/** Whether a host (`name[:port]`) is this machine: the engine takes those as insecure without being told. */
export function isLoopback(host: string): boolean {
  const name = hostname(host);
  return name === 'localhost' || name === '::1' || /^127\.\d{1,3}\.\d{1,3}\.\d{1,3}$/.test(name);
}

function hostname(host: string): string {
  return host.replace(/:\d+$/, '').replace(/^\[(.*)\]$/, '$1');
}

function networksOf(texts: readonly string[]): BlockList {
  const list = new BlockList();
  for (const text of texts) {
    const [address = '', bits = ''] = text.split('/');
    const family = isIP(address);
    if (family !== 0 && /^\d{1,3}$/.test(bits)) list.addSubnet(address, Number(bits), family === 4 ? 'ipv4' : 'ipv6');
  }
  return list;
}

function inNetworks(list: BlockList, address: string): boolean {
  const family = isIP(address);
  return family !== 0 && list.check(address, family === 4 ? 'ipv4' : 'ipv6');
}
