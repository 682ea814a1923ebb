import { execFile } from 'node:child_process';

/** Longest listing or file that is taken from git. */
const MAX_OUTPUT_BYTES = 64 * 1024 * 1024;
const GIT_LIMIT_MS = 60_000;

/** What git prints; null when it fails or is not installed: the folder is then no checkout for us. */
export function git(folder: string, args: readonly string[]): Promise<Buffer | null> {
  return new Promise((resolve) => {
    execFile(
      'git',
      ['-C', folder, ...args],
      { encoding: 'buffer', maxBuffer: MAX_OUTPUT_BYTES, timeout: GIT_LIMIT_MS },
      (error, stdout) => resolve(error === null ? stdout : null),
    );
  });
}
