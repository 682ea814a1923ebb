import type { DatasetSource } from './catalog.ts';
import { gitAddress } from './origin.ts';

/** As npm writes names; neither an option nor an address. */
const NPM_NAME = /^(?:@[A-Za-z0-9~][A-Za-z0-9._~-]*\/)?[A-Za-z0-9_~][A-Za-z0-9._~-]*$/;
/** As PEP 508 writes names. */
const PYPI_NAME = /^[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?$/;
/** A version or a tag: never an address, which npm and pip would fetch. */
const VERSION = /^[A-Za-z0-9][A-Za-z0-9.!+_-]*$/;
const IMAGE = /^(?:sha256:[0-9a-f]{64}|[A-Za-z0-9][A-Za-z0-9._:/-]*(?:@sha256:[0-9a-f]{64})?)$/;
/** A branch, a tag or a commit, of the characters that git allows in names (git-check-ref-format), no revision syntax. */
const REF = /^(?![-./])(?!.*(?:\.\.|@\{|\/\/|\.lock$|[./]$))[\w./+@#%=,-]+$/;
const GIT_SCHEMES: readonly string[] = ['https:', 'http:', 'ssh:', 'git:', 'file:'];

/**
 * Why a source cannot be fetched, or must not be, in words; null where it can. A pin is public, so no source may hold a
 * password; and what is handed to npm, pip and git is never an option or an address of another kind.
 */
export function sourceProblem(source: DatasetSource, files = 1): string | null {
  switch (source.kind) {
    case 'file':
      return null;
    case 'npm':
      return named(NPM_NAME, source.package, 'the name of an npm package') ?? version(source.version);
    case 'pypi':
      return named(PYPI_NAME, source.package, 'the name of a Python package') ?? version(source.version);
    case 'oci':
      return named(IMAGE, source.image, 'an image reference');
    case 'https':
      return httpProblem(source, files);
    case 'git':
      return gitProblem(source.url) ?? named(REF, source.ref, 'a branch, a tag or a commit');
  }
}

/** Whether an address of kind `https` is a folder, whose members are files of their own. */
export function isFolder(source: { readonly url: string }): boolean {
  return source.url.endsWith('/');
}

/** An address without what may be secret in it: name, password, query and fragment. */
export function shownAddress(address: string): string {
  if (!URL.canParse(address)) return address.replace(/[?#].*$/, '').replace(/\/\/[^/@]*@/, '//');
  const { protocol, host, pathname } = new URL(address);
  return `${protocol}//${host}${pathname}`;
}

function httpProblem(source: { url: string; archive?: string }, files: number): string | null {
  const url = parsed(source.url);
  if (url === null) return `${shownAddress(source.url)} is no address`;
  const shown = shownAddress(source.url);
  if (url.username !== '' || url.password !== '') return secret(shown);
  if (url.hash !== '' || source.url.includes('#')) return `${shown}: an address to fetch has no part after a #`;
  if (isFolder(source) && (source.archive !== undefined || url.search !== ''))
    return source.archive === undefined
      ? `${shown}: a folder has no query`
      : `${shown} is a folder: an archive is one file`;
  if (!isFolder(source) && source.archive === undefined && files > 1)
    return `${shown} is one file, and the set has ${files}: end it in a slash for a folder, or say which archive it is`;
  return null;
}

function gitProblem(text: string): string | null {
  if (text.startsWith('-')) return `"${text}" would be an option to git`;
  if (text.includes('::')) return `"${shownAddress(text)}" names a program that git would run`;
  const url = parsed(gitAddress(text));
  if (url === null || !GIT_SCHEMES.includes(url.protocol))
    return `"${shownAddress(text)}" is no address of a git repository`;
  const secretName = url.username !== '' && url.protocol !== 'ssh:';
  return url.password !== '' || secretName ? secret(shownAddress(gitAddress(text))) : null;
}

const secret = (shown: string): string =>
  `${shown}: a name or password in an address would stand in every pin; remove it`;

const version = (text: string): string | null => named(VERSION, text, 'a version');

function named(pattern: RegExp, text: string, what: string): string | null {
  return pattern.test(text) ? null : `"${shownAddress(text)}" is not ${what}`;
}

function parsed(text: string): URL | null {
  return URL.canParse(text) ? new URL(text) : null;
}
