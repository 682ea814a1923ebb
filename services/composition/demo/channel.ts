import { cpSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PlumblineError } from '../../core/errors.ts';

/**
 * The change that the demo makes: numpy's release line under the numpy benchmark moves on, as it did on 2024-06-16.
 * Since numpy 2.0 a float64 scalar makes a float32 array float64 (NEP 50), and this script's learning rate is one.
 * What comes along is never imported; but nothing tells the search so, and it has to find out which of the two did it.
 */
export const MOVE = {
  benchmark: 'numpy-mlp-digits',
  package: 'numpy',
  to: '2.0.0',
  along: 'threadpoolctl==3.5.0',
} as const;

/** A copy of the catalog that the demo may change: the clone stays as it is. */
export function copyCatalog(from: string, to: string): void {
  rmSync(to, { recursive: true, force: true });
  cpSync(from, to, { recursive: true, filter: (path) => !path.includes('__pycache__') });
}

/** Moves the package channel in requirements.in, and adds what comes along; what they resolve to is the index's answer. */
export function moveChannel(catalog: string): {
  readonly file: string;
  readonly before: string;
  readonly after: string;
} {
  const file = join(catalog, MOVE.benchmark, 'requirements.in');
  const text = readFileSync(file, 'utf8');
  const line = text.split('\n').find((line) => new RegExp(`^${MOVE.package}\\b`).test(line));
  if (line === undefined)
    throw new PlumblineError('CATALOG_INVALID', `no line names ${MOVE.package}`, { place: { file } });
  const after = [`${MOVE.package}==${MOVE.to}`, MOVE.along];
  writeFileSync(file, text.replace(line, after.join('\n')));
  return { file, before: line, after: after.join(' and ') };
}
