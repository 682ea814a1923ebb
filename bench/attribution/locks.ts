import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { resolveLock } from '../../services/registry/lock/resolve.ts';

/**
 * The lock of some exact requirements for the benchmarks' Python on Debian 12, resolved by pip the first time and kept
 * in the bench's state folder after that: whatever else floats is the same for every run of a case on one machine.
 */
export async function lockOf(requirements: readonly string[], state: string): Promise<string> {
  const text = `${[...requirements].sort().join('\n')}\n`;
  const folder = join(state, 'locks');
  const stem = join(folder, createHash('sha256').update(text).digest('hex').slice(0, 16));
  if (existsSync(`${stem}.lock`)) return readFileSync(`${stem}.lock`, 'utf8');
  mkdirSync(folder, { recursive: true });
  writeFileSync(`${stem}.in`, text);
  const resolved = await resolveLock({
    requirements: `${stem}.in`,
    target: { python: '3.11', architecture: 'amd64', suite: 'bookworm' },
    scratch: join(state, 'scratch'),
  });
  writeFileSync(`${stem}.part`, resolved.text);
  renameSync(`${stem}.part`, `${stem}.lock`);
  return resolved.text;
}
