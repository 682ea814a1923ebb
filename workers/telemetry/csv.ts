/** Cells of one line that are read: vendors' tools write some hundred. */
const CELLS_MAX = 1000;

/** One line of CSV as its cells, without blanks around them. Quoted cells may hold commas, and quotes doubled (RFC 4180). */
export function readCells(line: string): string[] {
  const cells: string[] = [];
  // Each cell ends with the comma that is put behind the line, so that an empty one has a length too.
  for (const [, quoted, plain = ''] of `${line},`.matchAll(/\s*(?:"((?:[^"]|"")*)"\s*|([^,]*)),/g)) {
    if (cells.length === CELLS_MAX) break;
    cells.push((quoted ?? plain).replaceAll('""', '"').trim());
  }
  return cells;
}

/** The number that a cell begins with, whatever unit follows it; null for `N/A`, `[Not Supported]` and the like. */
export function readNumber(cell: string | undefined): number | null {
  const [text] = /^\(?-?\d+(?:\.\d+)?/.exec(cell ?? '') ?? [];
  return text === undefined ? null : Number(text.replace('(', ''));
}

/** Figures with a number; those without one are left out. */
export function told<Name extends string>(
  figures: Readonly<Record<Name, number | null>>,
): Partial<Record<Name, number>> {
  return Object.fromEntries(Object.entries(figures).filter(([, value]) => value !== null)) as Partial<
    Record<Name, number>
  >;
}

/** A number as a share of one; null stays null. */
export function share(percent: number | null): number | null {
  return percent === null ? null : percent / 100;
}
