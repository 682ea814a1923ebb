import { timeText } from '../../core/formats/series/time.ts';
import { type Judgement, ROW_VERDICTS } from '../../core/judge/offline/judgement.ts';
import { formatNumber } from '../table.ts';
import { createGrid, DOTS_ACROSS, DOTS_DOWN, type Grid } from './grid.ts';
import { rangeOf } from './range.ts';

export interface PlotSize {
  /** Width and height in characters, with the axes. */
  readonly columns: number;
  readonly rows: number;
  readonly colour: boolean;
}

/** Narrowest drawing, in characters: below it a terminal wraps what it must. */
const WIDTH_MIN = 20;
/** Rows that the horizontal axis takes. */
const AXIS_ROWS = 2;

/** What is drawn of a series: all of a judgement, or its points alone. */
export type Drawing = Pick<Judgement, 'series' | 'points' | 'verdicts' | 'segments' | 'changes' | 'band'>;

/** Where things are drawn: rows of the series across, values down. */
interface Canvas {
  readonly grid: Grid;
  readonly width: number;
  readonly height: number;
  /** Dot of a row of the series, and of a value, which may lie outside. */
  x(row: number): number;
  y(value: number): number;
}

/**
 * A series in characters: its points as dots (× outside their band), the levels ─, the edges of their bands ┈, and the
 * changes ┊ with ▲ on the axis. Rows stand at equal distances whatever their times are.
 */
export function plotSeries(judgement: Drawing, { columns, rows, colour }: PlotSize): string {
  const { series } = judgement;
  if (judgement.points === 0) return '(no value)\n';
  const { low, high } = rangeOf(judgement);
  const height = rows - AXIS_ROWS;
  const labels = Array.from({ length: height }, (_, row) => labelOf(row, height, low, high));
  const margin = Math.max(...labels.map((label) => label.length));
  const width = Math.max(WIDTH_MIN, columns - margin - 2);
  const [across, down] = [DOTS_ACROSS * width - 1, DOTS_DOWN * height - 1];
  const lastRow = Math.max(1, series.values.length - 1);
  const canvas: Canvas = {
    grid: createGrid(width, height),
    width,
    height,
    x: (row) => Math.round((row / lastRow) * across),
    y: (value) => Math.round(((high - value) / (high - low)) * down),
  };
  drawPoints(canvas, judgement);
  drawLevels(canvas, judgement);
  const marks = judgement.changes.map(({ index }) => Math.floor(canvas.x(index) / DOTS_ACROSS));
  for (const mark of marks) for (let row = 0; row < height; row += 1) canvas.grid.under(mark, row, '┊', 'grey');
  const lines = canvas.grid.rows(colour).map((line, row) => {
    const label = labels[row] as string;
    return `${label.padStart(margin)} ${label === '' ? '│' : '┤'}${line}`;
  });
  const axis = Array.from({ length: width }, (_, column) => (marks.includes(column) ? '▲' : '─')).join('');
  return `${[...lines, `${' '.repeat(margin)} └${axis}`, `${' '.repeat(margin + 2)}${ends(series, width)}`].join('\n')}\n`;
}

function drawPoints({ grid, x, y }: Canvas, { series, verdicts }: Drawing): void {
  for (const [row, value] of series.values.entries()) {
    if (Number.isNaN(value)) continue;
    const verdict = ROW_VERDICTS[verdicts[row] as number];
    if (verdict === 'below' || verdict === 'above') {
      grid.over(Math.floor(x(row) / DOTS_ACROSS), Math.floor(y(value) / DOTS_DOWN), '×', 'red');
    } else grid.dot(x(row), y(value));
  }
}

function drawLevels({ grid, width, x, y }: Canvas, { series, segments, band }: Drawing): void {
  // Where points are so many that their dots close up, the level is drawn over them, or it would not be seen.
  const dense = series.values.length > DOTS_ACROSS * width;
  for (const segment of segments) {
    const { from, to, first, last } = segment;
    const [start, end] = [Math.floor(x(from) / DOTS_ACROSS), Math.floor(x(to) / DOTS_ACROSS)];
    for (let column = start; column <= end; column += 1) {
      const share = end === start ? 1 : (column - start) / (end - start);
      const level = first + share * (last - first);
      const put = (value: number, sign: string, over: boolean) =>
        grid[over ? 'over' : 'under'](column, Math.floor(y(value) / DOTS_DOWN), sign, sign === '─' ? 'cyan' : 'grey');
      put(level, '─', dense);
      const edges = segment.band ?? null;
      if (edges === null) continue;
      // A declared band stands still; a learned one is stated at its segment's last point.
      const shift = band?.kind === 'declared' ? 0 : level - last;
      put(edges.low + shift, '┈', false);
      put(edges.high + shift, '┈', false);
    }
  }
}

/** The highest, the middle and the lowest row say their value. */
function labelOf(row: number, height: number, low: number, high: number): string {
  if (row !== 0 && row !== height - 1 && row !== height >> 1) return '';
  return formatNumber(high - ((row + 0.5) / height) * (high - low));
}

/** The first and the last time, or row, at the ends of the axis. */
function ends({ times, values }: Drawing['series'], width: number): string {
  const shown = (row: number): string =>
    times === null ? `#${row}` : timeText(times.kind, times.values[row] as number);
  const [first, last] = [shown(0), shown(values.length - 1)];
  return values.length === 1 ? first : `${first}${last.padStart(Math.max(width - first.length, last.length + 1))}`;
}
