import type { CheckLine } from '../context.ts';
import { table } from '../table.ts';

/** Check lines as people read them, faults first. */
export function checkTable(lines: readonly CheckLine[]): string {
  const sorted = [...lines].sort((a, b) => Number(a.ok) - Number(b.ok));
  return table(
    ['', 'what', 'detail'],
    sorted.map((line) => [line.ok ? 'ok' : '!!', line.what, line.detail]),
  );
}
