import { execFileSync } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Test } from 'tap';

/** A real file system of so many MiB, in memory; unmounted at the end of the test. */
export function smallDisk(t: Pick<Test, 'teardown'>, sizeMiB: number): string {
  const folder = mkdtempSync(join(tmpdir(), 'plb-'));
  execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${sizeMiB}m`, 'tmpfs', folder]);
  // A database server of another user must get through.
  chmodSync(folder, 0o755);
  t.teardown(() => {
    execFileSync('umount', ['--lazy', folder]);
    rmSync(folder, { recursive: true });
  });
  return folder;
}

/** Fills it up to the last block, or to so many bytes free; `filler` is the file to remove. */
export function fill(folder: string, leftBytes = 0): void {
  const { bavail, bsize } = statfsSync(folder);
  writeFileSync(join(folder, 'filler'), Buffer.alloc(Math.max(0, bavail * bsize - leftBytes)));
}
