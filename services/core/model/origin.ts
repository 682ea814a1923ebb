import type { DatasetSource } from './catalog.ts';

/** An origin taken apart: how it is spoken to, whom, and the path below, piece by piece. */
interface Place {
  readonly scheme: string;
  readonly host: string;
  readonly path: readonly string[];
}

/** Registry and folder of an image name that names none, as Docker's tools read it. */
const DEFAULT_REGISTRY = 'docker.io';
const DEFAULT_FOLDER = 'library';
/** A path that a server may read otherwise than we do (an escaped slash or backslash) is below no prefix. */
const AMBIGUOUS = /%2f|%5c/i;

/**
 * Where a data set comes from, as `data.origins` names it: an address (`https://…`, `ssh://…`), `oci:REGISTRY/REPOSITORY`,
 * `npm:NAME` or `pypi:NAME`. Null for files of the catalog, which has its origin behind it.
 */
export function sourceOrigin(source: DatasetSource): string | null {
  switch (source.kind) {
    case 'file':
      return null;
    case 'npm':
      return `npm:${source.package}`;
    case 'pypi':
      return `pypi:${source.package.toLowerCase().replace(/[-_.]+/g, '-')}`;
    case 'oci':
      return `oci:${imageRepository(source.image)}`;
    case 'https':
      return withoutQuery(source.url);
    case 'git':
      return withoutQuery(gitAddress(source.url));
  }
}

/** The same for an image that is executed, for `images.origins`. */
export function imageOrigin(reference: string): string {
  return `oci:${imageRepository(reference)}`;
}

/** Entries of `images.origins`, which need not say `oci:`, as entries of one list. */
export function imageOrigins(entries: readonly string[]): readonly string[] {
  return entries.map((entry) => (entry.startsWith('oci:') ? entry : `oci:${entry}`));
}

/** Whether an origin is below an entry of the list: same scheme, same host and port, and its path whole pieces further. An empty list allows all. */
export function originAllowed(origin: string, allowed: readonly string[]): boolean {
  if (allowed.length === 0) return true;
  const place = parse(origin);
  return place !== null && allowed.some((entry) => covers(parse(entry), place));
}

/** Why an entry of an allow-list can cover nothing; null where it can. */
export function originProblem(entry: string): string | null {
  return parse(entry) === null
    ? `"${entry}" is no origin: write https://HOST/PATH, oci:REGISTRY/NAME, npm:NAME or pypi:NAME`
    : null;
}

/** Git's short form `user@host:path` as an address; others as they are. */
export function gitAddress(url: string): string {
  const short = /^([A-Za-z0-9._-]+@[A-Za-z0-9._-]+):(?!\/\/)(.+)$/.exec(url);
  if (short !== null) return `ssh://${short[1]}/${(short[2] as string).replace(/^\/+/, '')}`;
  return url.startsWith('/') ? `file://${url}` : url;
}

/** `REGISTRY/PATH` of an image reference without tag and digest, written out where Docker's tools would. */
export function imageRepository(reference: string): string {
  const name = reference.replace(/@.*$/, '').replace(/:[^:/]*$/, '');
  const [first = '', ...rest] = name.split('/').filter((piece) => piece !== '');
  const isHost = /[.:]/.test(first) || first === 'localhost';
  if (isHost) return [first, ...rest].join('/');
  return [DEFAULT_REGISTRY, ...(rest.length === 0 ? [DEFAULT_FOLDER] : []), first, ...rest].join('/');
}

function covers(entry: Place | null, origin: Place): boolean {
  if (entry === null || entry.scheme !== origin.scheme || entry.host !== origin.host) return false;
  if (entry.path.length > 0 && origin.path.some((piece) => AMBIGUOUS.test(piece))) return false;
  return entry.path.every((piece, at) => origin.path[at] === piece);
}

function parse(origin: string): Place | null {
  const named = /^(oci|npm|pypi):(?!\/)(.+)$/.exec(origin);
  if (named !== null) {
    const [, scheme = '', name = ''] = named;
    const path = (scheme === 'oci' ? imagePrefix(name) : name).split('/').filter((piece) => piece !== '');
    return { scheme, host: '', path };
  }
  const url = URL.canParse(origin) ? new URL(origin) : null;
  if (url === null || !origin.includes('://') || (url.host === '' && url.protocol !== 'file:')) return null;
  // An address by a scheme that the standard does not know keeps the case of its host.
  return {
    scheme: url.protocol,
    host: url.host.toLowerCase(),
    path: url.pathname.split('/').filter((piece) => piece !== ''),
  };
}

/** A host alone (with or without a port) covers all of that registry. */
function imagePrefix(name: string): string {
  return /^[^/]*[.:][^/]*\/?$/.test(name) ? name : imageRepository(name);
}

function withoutQuery(address: string): string {
  return address.replace(/[?#].*$/, '');
}
