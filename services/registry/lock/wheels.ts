import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, mkdtemp, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { PlumblineError } from '../../core/errors.ts';
import { runProgram } from '../program.ts';
import { formatLock, type LockedPackage } from './lock.ts';
import { pipError, targetArguments, type WheelTarget } from './pip.ts';

export interface WheelOptions {
  /** Shared cache: `<cache>/<sha256>/<file>.whl`. */
  readonly cache: string;
  readonly target: WheelTarget;
  readonly signal?: AbortSignal;
  /** Wheels that are there, of how many, and the package in work. */
  readonly onProgress?: (done: number, total: number, name: string) => void;
}

/** A wheel on this machine whose bytes are what the lock says. */
export interface Wheel {
  readonly file: string;
  readonly path: string;
  readonly sha256: string;
}

const DOWNLOAD_LIMIT_MS = 60 * 60_000;

/**
 * Gets every wheel of a lock, each verified against its hash; only what the cache lacks is downloaded, with pip, for the
 * target and not for this machine. WHEEL_HASH_MISMATCH, or RESOLVE_FAILED with pip's words.
 */
export async function ensureWheels(
  packages: readonly LockedPackage[],
  options: WheelOptions,
): Promise<readonly Wheel[]> {
  await mkdir(options.cache, { recursive: true });
  const wheels: Wheel[] = [];
  const missing: LockedPackage[] = [];
  for (const locked of packages) {
    const wheel = await cached(options.cache, locked);
    if (wheel === null) missing.push(locked);
    else wheels.push(wheel);
  }
  if (missing.length > 0) wheels.push(...(await download(missing, wheels.length, packages.length, options)));
  return wheels.sort((a, b) => (a.file < b.file ? -1 : 1));
}

/** A cached wheel, verified again: a file that was damaged since is removed and counts as missing. */
async function cached(cache: string, locked: LockedPackage): Promise<Wheel | null> {
  for (const sha256 of locked.sha256) {
    const folder = join(cache, sha256);
    const [file] = (await readdir(folder).catch(() => [])).filter((name) => name.endsWith('.whl'));
    if (file === undefined) continue;
    const path = join(folder, file);
    if ((await fileSha256(path)) === sha256) return { file, path, sha256 };
    await rm(folder, { recursive: true, force: true });
  }
  return null;
}

async function download(
  missing: readonly LockedPackage[],
  present: number,
  total: number,
  options: WheelOptions,
): Promise<Wheel[]> {
  const folder = await mkdtemp(join(options.cache, 'download-'));
  try {
    const lock = join(folder, 'requirements.lock');
    await writeFile(lock, formatLock(missing, 'What the cache lacks.'));
    const wheels = join(folder, 'wheels');
    const args = [
      'download',
      '--require-hashes',
      '--no-deps',
      '--disable-pip-version-check',
      '--no-input',
      '--progress-bar=off',
    ];
    let started = 0;
    const { code, tail } = await runProgram(
      'python3',
      ['-m', 'pip', ...args, ...targetArguments(options.target), '-r', lock, '-d', wheels],
      {
        limitMs: DOWNLOAD_LIMIT_MS,
        ...(options.signal === undefined ? {} : { signal: options.signal }),
        onLine: (line) => {
          // A package of an index is collected; a file of a local folder (`--find-links`) is processed.
          const match = /^(?:Collecting ([^\s=]+)|Processing (?:\S*\/)?([^\s/-]+)-)/.exec(line);
          const name = match?.[1] ?? match?.[2];
          if (name !== undefined) options.onProgress?.(present + started++, total, name);
        },
      },
    );
    if (code !== 0) throw pipError('the wheels could not be downloaded', tail);
    const kept = await keep(wheels, missing, options.cache);
    options.onProgress?.(total, total, '');
    return kept;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Moves downloaded files into the cache under their own hash, which must be one that the lock names. */
async function keep(folder: string, missing: readonly LockedPackage[], cache: string): Promise<Wheel[]> {
  const allowed = new Set(missing.flatMap((locked) => locked.sha256));
  const kept: Wheel[] = [];
  for (const file of await readdir(folder)) {
    const sha256 = await fileSha256(join(folder, file));
    if (!allowed.has(sha256)) {
      throw new PlumblineError(
        'WHEEL_HASH_MISMATCH',
        `${file} has the SHA-256 ${sha256}, which the lock does not name`,
      );
    }
    const path = join(cache, sha256, file);
    await mkdir(join(cache, sha256), { recursive: true });
    await rename(join(folder, file), path);
    kept.push({ file, path, sha256 });
  }
  if (kept.length !== missing.length) {
    throw new PlumblineError(
      'RESOLVE_FAILED',
      `pip downloaded ${kept.length} wheels for ${missing.length} locked packages`,
    );
  }
  return kept;
}

async function fileSha256(path: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path), hash);
  return hash.digest('hex');
}
