import { PlumblineError } from '../../core/errors.ts';
import { sha256Hex } from '../../core/model/identity.ts';
import type { RegistryClient } from './client.ts';
import type { Answered } from './http.ts';
import { choosePlatform, INDEX_TYPES, MANIFEST_TYPES, type OciPlatform, readManifest } from './manifest.ts';
import { apiHost, familiarName, type ImageReference, parseReference } from './reference.ts';

/** What an image channel resolved to. */
export interface ResolvedImage {
  /** `repository@sha256:…` of the platform's own manifest, as the engine writes it: what is pulled and pinned. */
  readonly reference: string;
  readonly digest: string;
  /** Digest of the index that the tag names; null where it names the image itself. */
  readonly index: string | null;
}

export interface ResolveOptions {
  readonly client: RegistryClient;
  readonly platform: OciPlatform;
  readonly signal?: AbortSignal;
}

/** Manifests are at most this long, in bytes (distribution-spec, "Pushing Manifests": registries refuse above 4 MiB). */
const MANIFEST_MAX_BYTES = 4_194_304;
/** An index may name indexes; deeper nesting than this is none that anybody builds. */
const DEPTH_MAX = 3;
const ACCEPT = [...INDEX_TYPES, ...MANIFEST_TYPES].join(', ');
const DOCKER_HUB = 'docker.io';

/**
 * Asks a registry what a reference names now, for one platform. Every body is hashed, so that nobody has to believe the
 * registry. INPUT_INVALID, RESOLVE_FAILED, RATE_LIMITED with `retryAfterMs`, REGISTRY_REFUSED with the registry's words.
 */
export async function resolveChannel(text: string, options: ResolveOptions): Promise<ResolvedImage> {
  const reference = parseReference(text);
  const { client, signal } = options;
  let failure: unknown;
  // Where the engine has mirrors of Docker's registry it asks them first, and Docker where they fail.
  for (const mirror of reference.registry === DOCKER_HUB ? client.mirrors : []) {
    try {
      return await resolveAt(mirror.replace(/\/+$/, ''), new URL(mirror).host, reference, options);
    } catch (error) {
      signal?.throwIfAborted();
      failure = error;
    }
  }
  try {
    return await resolveAt(
      await client.originOf(apiHost(reference.registry), signal),
      reference.registry,
      reference,
      options,
    );
  } catch (error) {
    if (failure instanceof PlumblineError && error instanceof PlumblineError && error.code === 'RESOLVE_FAILED') {
      throw new PlumblineError(failure.code, `${failure.message}; ${error.message}`, { cause: error });
    }
    throw error;
  }
}

async function resolveAt(
  origin: string,
  registry: string,
  reference: ImageReference,
  { client, platform, signal }: ResolveOptions,
): Promise<ResolvedImage> {
  const { repository } = reference;
  const what = `${registry}/${repository}`;
  const ask = (method: 'GET' | 'HEAD', name: string) =>
    client.get({
      ...{ origin, registry, repository, method, accept: ACCEPT, maxBytes: MANIFEST_MAX_BYTES },
      path: `${repository}/manifests/${name}`,
      signal,
    });
  let digest = reference.digest ?? (await digestOfTag(ask, reference.tag ?? 'latest', what));
  const first = digest;
  for (let depth = 0; depth < DEPTH_MAX; depth++) {
    const answer = await ask('GET', digest);
    verify(answer, digest, `${what}@${digest}`);
    const manifest = readManifest(answer.body.toString('utf8'), answer.headers['content-type'], `${what}@${digest}`);
    if (manifest.kind === 'image') {
      const pinned = `${familiarName(reference)}@${digest}`;
      return { reference: pinned, digest, index: digest === first ? null : first };
    }
    digest = choosePlatform(manifest.entries, platform, `${what}@${digest}`);
  }
  throw new PlumblineError('REGISTRY_REFUSED', `${what}: an index in an index, more than ${DEPTH_MAX} deep`);
}

/**
 * Digest that a tag names. HEAD alone where the registry answers it with a digest: Docker's counts no pull for it. What it
 * says is believed only once the body under that digest was hashed.
 */
async function digestOfTag(
  ask: (method: 'GET' | 'HEAD', name: string) => Promise<Answered>,
  tag: string,
  what: string,
): Promise<string> {
  const head = await ask('HEAD', tag).catch((error: unknown) => {
    // A failure without a body has no words: GET is asked for those, and a registry without HEAD answers it too.
    if (error instanceof PlumblineError && error.code === 'REGISTRY_REFUSED') return null;
    throw error;
  });
  const said = head?.headers['docker-content-digest'];
  if (said !== undefined && /^sha256:[0-9a-f]{64}$/.test(said)) return said;
  const answer = await ask('GET', tag);
  const digest = `sha256:${sha256Hex(answer.body)}`;
  verify(answer, digest, `${what}:${tag}`);
  return digest;
}

function verify({ body, headers }: Answered, digest: string, what: string): void {
  const is = `sha256:${sha256Hex(body)}`;
  if (is !== digest) throw new PlumblineError('REGISTRY_REFUSED', `${what}: the registry answered other bytes, ${is}`);
  const said = headers['docker-content-digest'];
  if (said?.startsWith('sha256:') && said !== digest)
    throw new PlumblineError('REGISTRY_REFUSED', `${what}: the registry calls it ${said.slice(0, 80)}`);
}
