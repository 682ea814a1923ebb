import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { PlumblineError } from '../../core/errors.ts';
import type { Digest } from '../../core/model/base.ts';
import type { CatalogBenchmark } from '../../core/model/catalog.ts';
import { fingerprint, sha256Hex } from '../../core/model/identity.ts';
import { type Lock, lockDigest, parseLock } from '../lock/lock.ts';

/** Everything of a benchmark folder that goes into its image, by content. */
export interface ImageParts {
  readonly lock: { readonly digest: Digest; readonly packages: Readonly<Record<string, string>> };
  readonly locked: Lock['packages'];
  /** SHA-256 of every code file by path. */
  readonly code: Readonly<Record<string, string>>;
  readonly dockerfile: string;
}

/** The bytes of everything that `readParts` names, for the archive of recipes. */
export async function readContents({ folder, manifest }: CatalogBenchmark): Promise<readonly Uint8Array[]> {
  const paths = [manifest.image.lock, manifest.image.dockerfile, ...manifest.code];
  return Promise.all(paths.map((path) => readFile(join(folder, path))));
}

/** Raised when the same parts are built another way. */
const RECIPE_VERSION = 1;

/** Reads what an image is made from. CATALOG_INVALID when the lock holds anything but pinned, hashed packages. */
export async function readParts({ folder, manifest }: CatalogBenchmark): Promise<ImageParts> {
  const file = join(folder, manifest.image.lock);
  const bytes = await readFile(file);
  const { packages, problems } = parseLock(bytes.toString('utf8'));
  const [problem] = problems;
  if (problem !== undefined) {
    throw new PlumblineError('CATALOG_INVALID', problem.message, { place: { file, line: problem.line } });
  }
  const code: Record<string, string> = {};
  for (const path of [...manifest.code].sort()) code[path] = sha256Hex(await readFile(join(folder, path)));
  return {
    lock: {
      digest: lockDigest(bytes),
      packages: Object.fromEntries(packages.map(({ name, version }) => [name, version])),
    },
    locked: packages,
    code,
    dockerfile: sha256Hex(await readFile(join(folder, manifest.image.dockerfile))),
  };
}

/** Fingerprint of a build's inputs: equal recipes need no second build. */
export function recipeOf(
  parts: Pick<ImageParts, 'code' | 'dockerfile'> & { readonly lock: { readonly digest: Digest } },
  base: string,
): Digest {
  const { lock, code, dockerfile } = parts;
  return fingerprint({ version: RECIPE_VERSION, base, lock: lock.digest, code, dockerfile });
}
