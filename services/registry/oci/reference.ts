import { PlumblineError } from '../../core/errors.ts';

/** An image's name, taken apart as the docker client takes it apart. */
export interface ImageReference {
  /** `host[:port]` as it was written; `docker.io` where none was. */
  readonly registry: string;
  /** Path in the registry, with `library/` where Docker's registry means it. */
  readonly repository: string;
  readonly tag: string | null;
  /** `sha256:…`; it decides where there is a tag too. */
  readonly digest: string | null;
}

/** The rule of the docker client for names without a host (distribution/reference, `normalize.go`). */
const DEFAULT_REGISTRY = 'docker.io';
const OFFICIAL = 'library/';
const LEGACY_DEFAULT = 'index.docker.io';

const NAME_MAX_CHARACTERS = 255;
/** Grammar of distribution/reference (`regexp.go`). */
const COMPONENT = /^[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*$/;
const TAG = /^\w[\w.-]{0,127}$/;
const DIGEST = /^sha256:[0-9a-f]{64}$/;
const HOST =
  /^(?:[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?(?:\.[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?)*|\[[0-9a-fA-F:]+\])(?::\d{1,5})?$/;

/** Takes a reference apart. INPUT_INVALID with the reference and what is wrong with it. */
export function parseReference(text: string): ImageReference {
  const fail = (reason: string) =>
    new PlumblineError('INPUT_INVALID', `"${text.slice(0, 300)}" is no image reference: ${reason}`);
  const at = text.indexOf('@');
  const digest = at < 0 ? null : text.slice(at + 1);
  if (digest !== null && !DIGEST.test(digest)) throw fail('after @ stands sha256: and 64 hex digits');
  const named = at < 0 ? text : text.slice(0, at);
  // A colon after the last slash begins a tag; one before it is a port.
  const colon = named.indexOf(':', named.lastIndexOf('/') + 1);
  const tag = colon < 0 ? null : named.slice(colon + 1);
  if (tag !== null && !TAG.test(tag)) throw fail(`the tag is "${tag.slice(0, 130)}"`);
  const name = colon < 0 ? named : named.slice(0, colon);
  if (name.length > NAME_MAX_CHARACTERS) throw fail(`the name has more than ${NAME_MAX_CHARACTERS} characters`);
  const { registry, path } = splitHost(name);
  if (!HOST.test(registry)) throw fail(`the registry is "${registry}"`);
  const wrong = path.split('/').find((component) => !COMPONENT.test(component));
  if (wrong !== undefined) {
    throw fail(wrong === '' ? 'a part of the name is empty' : `"${wrong}" has other characters than a–z, 0–9, . _ -`);
  }
  const official = registry === DEFAULT_REGISTRY && !path.includes('/');
  return { registry, repository: official ? `${OFFICIAL}${path}` : path, tag, digest };
}

/** The first part is a host when it could not be a part of a path: it has a dot, a colon or capitals, or is `localhost`. */
function splitHost(name: string): { readonly registry: string; readonly path: string } {
  const slash = name.indexOf('/');
  const first = slash < 0 ? '' : name.slice(0, slash);
  const isHost = /[.:]/.test(first) || first === 'localhost' || first.toLowerCase() !== first;
  if (!isHost) return { registry: DEFAULT_REGISTRY, path: name };
  return { registry: first === LEGACY_DEFAULT ? DEFAULT_REGISTRY : first, path: name.slice(slash + 1) };
}

/** The name as the engine shortens it: `python` for Docker's official image of that name. */
export function familiarName({ registry, repository }: Pick<ImageReference, 'registry' | 'repository'>): string {
  if (registry !== DEFAULT_REGISTRY) return `${registry}/${repository}`;
  const short = repository.startsWith(OFFICIAL) ? repository.slice(OFFICIAL.length) : repository;
  return short.includes('/') && repository.startsWith(OFFICIAL) ? repository : short;
}

/** Host that answers for a registry's name: Docker's API has another one than its images' names. */
export function apiHost(registry: string): string {
  return registry === DEFAULT_REGISTRY ? 'registry-1.docker.io' : registry;
}
