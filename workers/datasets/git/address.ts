import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { PlumblineError } from '../../../services/core/errors.ts';
import { shownAddress } from '../../../services/core/model/data-source.ts';
import { gitAddress } from '../../../services/core/model/origin.ts';
import type { AddressGuard } from '../guard/addresses.ts';
import { allowedAddresses } from '../guard/lookup.ts';

/** A repository that may be asked, and how. */
export interface GitAddress {
  readonly url: string;
  /** The one protocol that git may speak (`GIT_ALLOW_PROTOCOL`). */
  readonly protocol: string;
  /** Settings that make git connect to the addresses that were checked (`http.curloptResolve`). */
  readonly settings: readonly string[];
}

/**
 * Where git may go, written as it was checked. Over https to public addresses, and by any other way (http, ssh, git, a folder) only to what the
 * operator named. ORIGIN_REFUSED.
 */
export async function allowedRepository(source: string, guard: AddressGuard): Promise<GitAddress> {
  const address = gitAddress(source);
  const url = new URL(address);
  const protocol = url.protocol.slice(0, -1);
  const shown = shownAddress(address);
  if (protocol === 'file') {
    // What git will open: an escaped slash may hide a way out of the folder.
    const folder = resolve(decodeURIComponent(url.pathname));
    if (guard.allowsFolder(folder)) return { url: pathToFileURL(folder).href, protocol, settings: [] };
    throw new PlumblineError('ORIGIN_REFUSED', `${shown}: data.private names no folder (file:///…) around it`);
  }
  if (protocol === 'ssh' || protocol === 'git') {
    if (guard.names(url.hostname)) return { url: url.href, protocol, settings: [] };
    throw new PlumblineError('ORIGIN_REFUSED', `${shown}: ${protocol} is for hosts in data.private alone`);
  }
  const addresses = await allowedAddresses(guard, url.hostname, protocol === 'http');
  const port = url.port === '' ? (protocol === 'https' ? '443' : '80') : url.port;
  const list = addresses.map((one) => (one.family === 6 ? `[${one.address}]` : one.address)).join(',');
  return { url: url.href, protocol, settings: [`http.curloptResolve=${url.hostname}:${port}:${list}`] };
}
