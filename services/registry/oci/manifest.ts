import { PlumblineError } from '../../core/errors.ts';

/** A machine's kind in OCI's words. */
export interface OciPlatform {
  readonly os: string;
  readonly architecture: string;
  readonly variant?: string;
}

/** Media types of what a tag may name (OCI image-spec 1.1 `media-types.md`, Docker distribution's `manifest-v2-2`). */
export const MANIFEST_TYPES = [
  'application/vnd.oci.image.manifest.v1+json',
  'application/vnd.docker.distribution.manifest.v2+json',
] as const;
export const INDEX_TYPES = [
  'application/vnd.oci.image.index.v1+json',
  'application/vnd.docker.distribution.manifest.list.v2+json',
] as const;

/** Entries of an index that are looked at. */
const ENTRIES_MAX = 1000;

interface Entry {
  readonly digest: string;
  readonly platform: Partial<OciPlatform>;
}

/** A manifest as far as a pin needs it: of one platform, or a list of those of several. */
export type Manifest = { readonly kind: 'image' } | { readonly kind: 'index'; readonly entries: readonly Entry[] };

/** Reads a manifest's body. REGISTRY_REFUSED when it is neither an image nor an index. */
export function readManifest(body: string, contentType: string | undefined, what: string): Manifest {
  const refuse = (reason: string) => new PlumblineError('REGISTRY_REFUSED', `${what}: ${reason}`);
  const document = parse(body);
  if (document === null) throw refuse('the manifest is not JSON');
  // The document's own word first: a proxy may send anything as the header.
  const type = String(document.mediaType ?? contentType?.split(';')[0] ?? '').trim();
  // Two readers would take such a document for two things (CVE-2021-41190); image-spec 1.1 has it refused.
  if (document.manifests !== undefined && (document.layers !== undefined || document.config !== undefined))
    throw refuse('it is an image and an index at once');
  if (Array.isArray(document.manifests) && !(MANIFEST_TYPES as readonly string[]).includes(type)) {
    return { kind: 'index', entries: document.manifests.slice(0, ENTRIES_MAX).flatMap(entryOf) };
  }
  if (typeof document.config === 'object' && Array.isArray(document.layers)) return { kind: 'image' };
  if (document.schemaVersion === 1) throw refuse('it is a manifest of schema 1, which has no digest of its content');
  throw refuse(`it is no image but ${type === '' ? 'something without a media type' : type.slice(0, 100)}`);
}

function entryOf(value: unknown): Entry[] {
  const { digest, platform } = (value ?? {}) as { digest?: unknown; platform?: Partial<OciPlatform> };
  if (typeof digest !== 'string' || !/^sha256:[0-9a-f]{64}$/.test(digest)) return [];
  return [{ digest, platform: typeof platform === 'object' && platform !== null ? platform : {} }];
}

/**
 * Digest of the platform's manifest in an index. Without a wanted variant the entry without one comes first, then the
 * first of the architecture; arm64 without a variant is v8 (containerd's platforms package). REGISTRY_REFUSED names
 * what there is.
 */
export function choosePlatform(entries: readonly Entry[], wanted: OciPlatform, what: string): string {
  const same = entries.filter(
    ({ platform }) => platform.os === wanted.os && platform.architecture === wanted.architecture,
  );
  const variantOf = ({ variant }: Partial<OciPlatform>) => variant ?? (wanted.architecture === 'arm64' ? 'v8' : '');
  const found =
    same.find(({ platform }) => variantOf(platform) === variantOf(wanted)) ??
    (wanted.variant === undefined ? same[0] : undefined);
  if (found !== undefined) return found.digest;
  const there = [...new Set(entries.map(({ platform }) => platformText(platform)))].filter(
    (text) => text !== 'unknown/unknown',
  );
  throw new PlumblineError(
    'REGISTRY_REFUSED',
    `${what}: no image for ${platformText(wanted)}; there is ${there.slice(0, 20).join(', ') || 'none at all'}`,
  );
}

/** `linux/arm64/v8`. */
export function platformText({ os, architecture, variant }: Partial<OciPlatform>): string {
  return [os ?? 'unknown', architecture ?? 'unknown', ...(variant === undefined ? [] : [variant])].join('/');
}

function parse(body: string): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(body);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : null;
  } catch {
    return null;
  }
}
