import { createHash } from 'node:crypto';
import { open } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';

/** Read at a time while hashing, in bytes. */
const READ_BYTES = 1_048_576;
/** Threads that hash at a time; more and they wait for the disk. */
const THREADS_MAX = 4;
/** From how many bytes or files on threads are worth their start (some 15 ms). */
const THREAD_BYTES = 33_554_432;
const THREAD_FILES = 256;
/** Files handed to a thread at a time. */
const BATCH = 32;

/** What a thread does: plain reads and one hash, so that nothing but SHA-256 and the disk takes time. */
const THREAD = `
const { parentPort } = require('node:worker_threads');
const { closeSync, openSync, readSync } = require('node:fs');
const { createHash } = require('node:crypto');
const buffer = Buffer.allocUnsafeSlow(${READ_BYTES});
const hashFile = (path) => {
  const file = openSync(path, 'r');
  try {
    const hash = createHash('sha256');
    for (let bytes = readSync(file, buffer); bytes > 0; bytes = readSync(file, buffer)) {
      hash.update(bytes === buffer.length ? buffer : buffer.subarray(0, bytes));
    }
    return hash.digest('hex');
  } finally {
    closeSync(file);
  }
};
parentPort.on('message', (paths) => {
  try {
    parentPort.postMessage({ hashes: paths.map(hashFile) });
  } catch (error) {
    parentPort.postMessage({ message: error.message, code: error.code });
  }
});
`;

export interface FileToHash {
  readonly path: string;
  readonly bytes: number;
}

/**
 * SHA-256 of files, in their order: in threads beside the event loop where there is much to hash, so that the heartbeats of
 * runs go on. Fails with the error of the first file that cannot be read.
 */
export async function hashFiles(files: readonly FileToHash[]): Promise<readonly string[]> {
  const bytes = files.reduce((sum, file) => sum + file.bytes, 0);
  if (bytes >= THREAD_BYTES || files.length >= THREAD_FILES) return hashInThreads(files);
  const hashes: string[] = [];
  for (const { path } of files) hashes.push(await hashFile(path));
  return hashes;
}

/** SHA-256 of one file, in this thread. */
export async function hashFile(path: string): Promise<string> {
  const hash = createHash('sha256');
  const file = await open(path, 'r');
  try {
    const buffer = Buffer.allocUnsafe(READ_BYTES);
    for (;;) {
      const { bytesRead } = await file.read(buffer, 0, READ_BYTES);
      if (bytesRead === 0) return hash.digest('hex');
      hash.update(buffer.subarray(0, bytesRead));
    }
  } finally {
    await file.close();
  }
}

async function hashInThreads(files: readonly FileToHash[]): Promise<readonly string[]> {
  const hashes = new Array<string>(files.length);
  // The longest first, so that no thread is left alone with one at the end.
  const order = files.map((file, at) => ({ ...file, at })).sort((one, other) => other.bytes - one.bytes);
  const next = (): typeof order => {
    const [first] = order;
    const batch = first !== undefined && first.bytes > READ_BYTES ? 1 : BATCH;
    return order.splice(0, batch);
  };
  const thread = async (): Promise<void> => {
    // No variable and no option of this process: what loads its code does not concern the thread.
    const worker = new Worker(THREAD, { eval: true, env: {}, execArgv: [] });
    try {
      for (let batch = next(); batch.length > 0; batch = next()) {
        const found = await answer(
          worker,
          batch.map(({ path }) => path),
        );
        for (const [index, { at }] of batch.entries()) hashes[at] = found[index] as string;
      }
    } finally {
      await worker.terminate();
    }
  };
  const threads = Math.min(THREADS_MAX, availableParallelism(), files.length);
  await Promise.all(Array.from({ length: threads }, thread));
  return hashes;
}

interface Answer {
  readonly hashes?: readonly string[];
  readonly message?: string;
  readonly code?: string;
}

function answer(worker: Worker, paths: readonly string[]): Promise<readonly string[]> {
  return new Promise((resolve, reject) => {
    const onMessage = ({ hashes, message, code }: Answer): void => {
      worker.off('error', reject);
      if (hashes !== undefined) resolve(hashes);
      else reject(Object.assign(new Error(message), { code }));
    };
    worker.once('error', reject);
    worker.once('message', onMessage);
    worker.postMessage(paths);
  });
}
