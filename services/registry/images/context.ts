import { createReadStream } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { pack as createPack, type Pack } from 'tar-stream';
import type { Benchmark, ImageChannels } from '../../core/model/benchmark.ts';
import type { Wheel } from '../lock/wheels.ts';

/** A folder with all that an image is built from beside the wheels; every benchmark of a catalog is one. */
export interface BuildSource {
  readonly folder: string;
  readonly manifest: Pick<Benchmark, 'name' | 'code'> & { readonly image: Pick<ImageChannels, 'dockerfile' | 'lock'> };
}

/** One time for every entry: the classic builder's cache, and a layer's bytes, then depend on contents alone. */
const ENTRY_TIME = new Date('2000-01-01T00:00:00Z');
const FILE_MODE = 0o644;
const FOLDER_MODE = 0o755;

/**
 * The build context as a tar stream: Dockerfile, requirements.lock, `wheels/` and the manifest's code files; nothing
 * else of the folder reaches the engine. Wheels are streamed from disk: a framework's are gigabytes.
 */
export function createContext({ folder, manifest }: BuildSource, wheels: readonly Wheel[]): Readable {
  const pack = createPack();
  const fill = async () => {
    await addFile(pack, 'Dockerfile', join(folder, manifest.image.dockerfile));
    await addFile(pack, 'requirements.lock', join(folder, manifest.image.lock));
    for (const path of [...manifest.code].sort()) await addFile(pack, path, join(folder, path));
    pack.entry({ name: 'wheels/', type: 'directory', mode: FOLDER_MODE, mtime: ENTRY_TIME });
    for (const wheel of wheels) await addStream(pack, `wheels/${wheel.file}`, wheel.path);
    pack.finalize();
  };
  fill().catch((error: unknown) => pack.destroy(error instanceof Error ? error : new Error(String(error))));
  // The engine's client wants a stream of node's own kind. Iterated, not wrapped: `wrap` and this pack's own pausing wait
  // for each other once several hundred megabytes of wheels have passed under load.
  return Readable.from(pack as AsyncIterable<Uint8Array>, { objectMode: false });
}

async function addFile(pack: Pack, name: string, path: string): Promise<void> {
  pack.entry({ name, mode: FILE_MODE, mtime: ENTRY_TIME }, await readFile(path));
}

async function addStream(pack: Pack, name: string, path: string): Promise<void> {
  const { size } = await stat(path);
  await pipeline(createReadStream(path), pack.entry({ name, size, mode: FILE_MODE, mtime: ENTRY_TIME }));
}
