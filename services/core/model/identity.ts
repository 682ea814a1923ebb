import { createHash } from 'node:crypto';
import canonicalize from 'canonicalize';
import type { Digest } from './base.ts';

/** SHA-256 of bytes or UTF-8 text, as 64 hex digits. */
export function sha256Hex(data: string | Uint8Array): string {
  return createHash('sha256').update(data).digest('hex');
}

/** Canonical JSON of a value (RFC 8785). Throws a TypeError for what JSON cannot hold (NaN, Infinity, undefined). */
export function canonicalJson(value: unknown): string {
  const text = (canonicalize as unknown as (input: unknown) => string | undefined)(value);
  if (text === undefined) throw new TypeError('undefined has no canonical JSON form');
  return text;
}

/** Fingerprint of any JSON value: `sha256:` of its canonical form. */
export function fingerprint(value: unknown): Digest {
  return `sha256:${sha256Hex(canonicalJson(value))}`;
}

/** Digest over a set of files: `sha256:` of the canonical form of path → SHA-256. Order does not matter. */
export function filesDigest(files: readonly { readonly path: string; readonly sha256: string }[]): Digest {
  return fingerprint(Object.fromEntries(files.map((file) => [file.path, file.sha256])));
}
