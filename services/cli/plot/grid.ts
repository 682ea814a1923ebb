/** Dots a character holds, across and down: the braille block of Unicode. */
export const DOTS_ACROSS = 2;
export const DOTS_DOWN = 4;
const BRAILLE = 0x2800;
/** Bit of each dot, by row and column (Unicode standard, chapter 21.1). */
const BITS = [0x01, 0x08, 0x02, 0x10, 0x04, 0x20, 0x40, 0x80];

export type Colour = 'red' | 'cyan' | 'grey';
const CODES: Readonly<Record<Colour, number>> = { red: 31, cyan: 36, grey: 90 };

interface Glyph {
  readonly sign: string;
  readonly colour: Colour;
}

/** A rectangle of characters to draw on; places outside it are passed over. */
export interface Grid {
  /** A dot; x and y count dots from the upper left. */
  dot(x: number, y: number): void;
  /** A sign in a character's place: `over` dots, or `under` them and under signs that are there. */
  over(column: number, row: number, sign: string, colour: Colour): void;
  under(column: number, row: number, sign: string, colour: Colour): void;
  /** The rows from above, without spaces at their ends. */
  rows(colour: boolean): string[];
}

export function createGrid(columns: number, rows: number): Grid {
  const dots = new Uint8Array(columns * rows);
  const over = new Map<number, Glyph>();
  const under = new Map<number, Glyph>();
  const inside = (column: number, row: number): boolean => column >= 0 && column < columns && row >= 0 && row < rows;

  function cell(at: number, colour: boolean): string {
    const glyph = over.get(at) ?? (dots[at] === 0 ? under.get(at) : undefined);
    if (glyph === undefined) return dots[at] === 0 ? ' ' : String.fromCodePoint(BRAILLE + (dots[at] as number));
    return colour ? `\u001b[${CODES[glyph.colour]}m${glyph.sign}\u001b[0m` : glyph.sign;
  }

  return {
    dot(x, y) {
      const [column, row] = [Math.floor(x / DOTS_ACROSS), Math.floor(y / DOTS_DOWN)];
      if (!inside(column, row)) return;
      const at = row * columns + column;
      dots[at] = (dots[at] as number) | (BITS[DOTS_ACROSS * (y % DOTS_DOWN) + (x % DOTS_ACROSS)] as number);
    },
    over(column, row, sign, colour) {
      if (inside(column, row)) over.set(row * columns + column, { sign, colour });
    },
    under(column, row, sign, colour) {
      const at = row * columns + column;
      if (inside(column, row) && !under.has(at)) under.set(at, { sign, colour });
    },
    rows: (colour) =>
      Array.from({ length: rows }, (_, row) =>
        Array.from({ length: columns }, (_, column) => cell(row * columns + column, colour))
          .join('')
          .trimEnd(),
      ),
  };
}
