import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { stringify } from 'yaml';

/** Name of the data set that is made here: the digits in three files. */
export const PARTS = 'digits-parts';
/** Rows of `main.csv` and of `extra.csv`; the rest is the test. */
const MAIN_ROWS = 1200;
const EXTRA_ROWS = 200;
/** Every twentieth label of `main.csv` is another digit in the altered edition: 5 %. */
const ALTERED_EVERY = 20;
const DIGITS = 10;

/**
 * Writes an edition of the data set and its manifest below a catalog. In the altered one all three files have new bytes:
 * `extra.csv` has its rows the other way round and `test.csv` numbers with a decimal point, which changes no answer, and
 * `main.csv` has labels that are wrong.
 */
export function writeParts(catalog: string, digits: string, altered: boolean): void {
  const rows = gunzipSync(readFileSync(digits)).toString('ascii').trim().split('\n');
  const main = rows.slice(0, MAIN_ROWS);
  const extra = rows.slice(MAIN_ROWS, MAIN_ROWS + EXTRA_ROWS);
  const test = rows.slice(MAIN_ROWS + EXTRA_ROWS);
  const files: Readonly<Record<string, readonly string[]>> = altered
    ? { 'main.csv': main.map(mislabel), 'extra.csv': extra.toReversed(), 'test.csv': test.map(withPoints) }
    : { 'main.csv': main, 'extra.csv': extra, 'test.csv': test };
  const folder = join(catalog, 'datasets', PARTS);
  mkdirSync(folder, { recursive: true });
  const listed = Object.entries(files).map(([path, lines]) => {
    const bytes = Buffer.from(`${lines.join('\n')}\n`);
    writeFileSync(join(folder, path), bytes);
    return { path, sha256: createHash('sha256').update(bytes).digest('hex'), bytes: bytes.length };
  });
  const manifest = {
    schemaVersion: 1,
    name: PARTS,
    version: partsVersion(altered),
    title: 'Handwritten digits of 8x8 pixels, in three files',
    licence: 'BSD-3-Clause (as distributed with scikit-learn)',
    source: { kind: 'file' },
    files: listed,
  };
  writeFileSync(join(catalog, 'datasets', `${PARTS}.yaml`), stringify(manifest));
}

/** Version of an edition. */
export const partsVersion = (altered: boolean): string => (altered ? '1.1' : '1.0');

function mislabel(row: string, index: number): string {
  if (index % ALTERED_EVERY !== 0) return row;
  const cells = row.split(',');
  const digit = Number(cells.pop());
  return [...cells, (digit + 1) % DIGITS].join(',');
}

const withPoints = (row: string): string =>
  row
    .split(',')
    .map((cell) => Number(cell).toFixed(1))
    .join(',');
