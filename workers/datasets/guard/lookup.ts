import { type LookupAddress, lookup } from 'node:dns';
import { isIP, type LookupFunction } from 'node:net';
import { promisify } from 'node:util';
import { PlumblineError } from '../../../services/core/errors.ts';
import type { AddressGuard } from './addresses.ts';

const resolveAll = promisify(lookup) as (host: string, options: { all: true }) => Promise<LookupAddress[]>;

/**
 * The addresses of a host that may be connected to. ORIGIN_REFUSED when it has none but others: a name that resolves to a
 * public address and to a private one is reached by the public one alone.
 */
export async function allowedAddresses(
  guard: AddressGuard,
  host: string,
  plain: boolean,
): Promise<readonly LookupAddress[]> {
  const bare = host.replace(/^\[|\]$/g, '');
  const family = isIP(bare);
  const found = family === 0 ? await resolveAll(bare, { all: true }) : [{ address: bare, family }];
  const allowed = found.filter(({ address }) => guard.allows(host, address, plain));
  if (allowed.length > 0) return allowed;
  throw refused(host, found.map(({ address }) => address).join(', '), plain, guard);
}

/**
 * The same as the name look-up of a connection: what is checked is what is connected to, so a name that answers another
 * address the second time (DNS rebinding) gains nothing.
 */
export function guardedLookup(guard: AddressGuard, plain: boolean): LookupFunction {
  return (host, options, callback) => {
    allowedAddresses(guard, host, plain).then(
      (addresses) => {
        const [first] = addresses as readonly [LookupAddress];
        if (options.all) callback(null, [...addresses]);
        else callback(null, first.address, first.family);
      },
      (error: NodeJS.ErrnoException) => callback(error, '', 4),
    );
  };
}

function refused(host: string, addresses: string, plain: boolean, guard: AddressGuard): PlumblineError {
  const unencrypted = plain && addresses.split(', ').some((address) => guard.allows(host, address, false));
  const why = unencrypted
    ? 'plain http is for hosts in data.private alone'
    : 'it is private, and data.private does not name it';
  return new PlumblineError('ORIGIN_REFUSED', `${host} is at ${addresses === '' ? 'no address' : addresses}: ${why}`);
}
