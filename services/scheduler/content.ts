import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { CatalogBenchmark } from '../core/model/catalog.ts';
import { sha256Hex } from '../core/model/identity.ts';
import type { ContentReading } from '../core/planning/matrix.ts';

/**
 * Hashes what stands in a benchmark's folder now, so that pins older than its files are found before anything runs. A
 * file that cannot be read is an answer and no exception: the other benchmarks run on.
 */
export async function readContent({ folder, manifest }: CatalogBenchmark): Promise<ContentReading> {
  const hash = async (path: string) => sha256Hex(await readFile(join(folder, path)));
  try {
    const code = await Promise.all(manifest.code.map(async (path) => [path, await hash(path)] as const));
    return { lock: `sha256:${await hash(manifest.image.lock)}`, code: Object.fromEntries(code) };
  } catch (error) {
    return { unreadable: (error as Error).message };
  }
}
