import { createHash } from 'node:crypto';
import { mkdir, open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type Docker from 'dockerode';
import { PlumblineError } from '../../core/errors.ts';
import { engineError } from './engine.ts';

export interface ExportOptions {
  readonly docker: Docker;
  readonly signal?: AbortSignal;
  /** Bytes written so far, and the image's size as the engine states it: the archive is about as long. */
  readonly onProgress?: (bytes: number, about: number) => void;
}

export interface ExportedImage {
  readonly bytes: number;
  /** Hex digits, of the whole archive. */
  readonly sha256: string;
  /** `sha256:…`: the name that the image has after `docker load`, which restores no registry digest. */
  readonly imageId: string;
}

/** The engine packs first and speaks after: large images take their time. */
const EXPORT_LIMIT_MS = 2 * 60 * 60_000;

/**
 * Writes an image as an archive that `docker load` takes. `reference` is an image id, `repository@sha256:…` or any name the
 * engine knows. Streamed through a fixed buffer, flushed, and renamed when it is whole. IMAGE_MISSING, DISK_FULL.
 */
export async function exportImage(reference: string, file: string, options: ExportOptions): Promise<ExportedImage> {
  const { docker, onProgress } = options;
  const limit = AbortSignal.timeout(EXPORT_LIMIT_MS);
  const signal = options.signal === undefined ? limit : AbortSignal.any([options.signal, limit]);
  const found = await docker
    .getImage(reference)
    .inspect()
    .catch((error: unknown) => {
      throw engineError(error, `export ${reference}`, 'IMAGE_MISSING', options.signal);
    });
  await mkdir(dirname(file), { recursive: true });
  const draft = `${file}.${process.pid}.tmp`;
  const hash = createHash('sha256');
  let bytes = 0;
  const meter = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      hash.update(chunk);
      bytes += chunk.length;
      onProgress?.(bytes, found.Size);
      done(null, chunk);
    },
  });
  try {
    // By its id: a name may have moved since the look above.
    const archive = await docker.getImage(found.Id).get();
    const handle = await open(draft, 'w');
    // `flush` syncs before it closes: a rename must never promise bytes that a power cut takes.
    await pipeline(archive, meter, handle.createWriteStream({ flush: true }), { signal });
    if (bytes === 0) throw new PlumblineError('ENGINE_REFUSED', `export ${reference}: the engine sent nothing`);
    await rename(draft, file);
  } catch (error) {
    await rm(draft, { force: true });
    if (options.signal?.aborted) throw options.signal.reason;
    throw failure(error, reference, file);
  }
  return { bytes, sha256: hash.digest('hex'), imageId: found.Id };
}

function failure(error: unknown, reference: string, file: string): unknown {
  const code = (error as NodeJS.ErrnoException).code;
  if (code === 'ENOSPC') return new PlumblineError('DISK_FULL', `no space for the archive ${file}`, { cause: error });
  if (code === 'EACCES' || code === 'EISDIR' || code === 'ENOTDIR' || code === 'EROFS')
    return new PlumblineError('INPUT_INVALID', `${file} cannot be written: ${code}`, { cause: error });
  return engineError(error, `export ${reference}`, 'ENGINE_REFUSED');
}
