import { filesDigest } from '../services/core/model/identity.ts';
import type { RunOrder } from '../services/core/model/job.ts';

const IMAGE = /^(?:[a-z0-9][a-z0-9._:/-]{0,250}@)?sha256:[0-9a-f]{64}$/;
const SHA256 = /^[0-9a-f]{64}$/;
/** A name that is one: with `=` or a newline in it the engine would be told of another variable. */
const VARIABLE = /^[A-Za-z_][A-Za-z0-9_]*$/;

/**
 * What of an order is not pinned by content, or cannot be as its pins say, in words; null when nothing. A worker checks
 * this itself, whatever the API checked: a tag that reaches Docker executes whatever the tag means today.
 */
export function unpinned(order: RunOrder): string | null {
  const { image, dataset, code, lock, env } = order.pins;
  if (image.kind === 'observed') return `image ${image.reference} was observed elsewhere: nothing can be pulled by it`;
  if (!IMAGE.test(image.reference)) return `image ${image.reference} is not a digest`;
  if (image.kind === 'registry-digest' && !image.reference.includes('@')) {
    return `image ${image.reference} names no repository to pull from`;
  }
  if (!/^sha256:[0-9a-f]{64}$/.test(lock.digest)) return `lock ${lock.digest} is not a digest`;
  if (dataset.files.length === 0) return `data set ${dataset.name} names no files`;
  for (const file of dataset.files) {
    if (!SHA256.test(file.sha256)) return `data file ${file.path} has no SHA-256`;
    if (unsafePath(file.path) || unsafePath(file.member ?? file.path)) {
      return `data file ${file.member ?? file.path} leaves its folder`;
    }
  }
  const digest = filesDigest(dataset.files);
  if (digest !== dataset.digest)
    return `data set ${dataset.name} has the digest ${digest}, pinned is ${dataset.digest}`;
  for (const [name, value] of Object.entries(env)) {
    if (!VARIABLE.test(name)) return `variable ${JSON.stringify(name)} is no name`;
    if (value.includes('\0')) return `variable ${name} has a NUL in its value`;
  }
  const loose = Object.entries(code).find(([, sha256]) => !SHA256.test(sha256));
  return loose === undefined ? null : `code file ${loose[0]} has no SHA-256`;
}

function unsafePath(path: string): boolean {
  return path === '' || path.startsWith('/') || path.split('/').includes('..') || path.includes('\0');
}
