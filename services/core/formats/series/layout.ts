import { type Place, PlumblineError } from '../../errors.ts';
import { printable } from '../printable.ts';
import { decimalOf } from './decimal.ts';
import { timeOf } from './time.ts';

/** What the columns of a table are; places are 0-based. */
export interface Layout {
  /** Whether the first record names the columns and holds no data. */
  readonly header: boolean;
  readonly width: number;
  /** Column of the times; null: there are none. */
  readonly time: number | null;
  /** Column of the series' names, in a table with a row for each value of each series; null: a column a series. */
  readonly series: number | null;
  /** Columns of values and what they are called. */
  readonly values: readonly { readonly column: number; readonly name: string | null }[];
}

const TIME_NAMES = new Set(['time', 'times', 'timestamp', 'date', 'datetime', 'day', 'night', 'instant', 't', 'index']);
const SERIES_NAMES = new Set(['series', 'name', 'metric']);
const VALUE_NAMES = new Set(['value', 'values']);
/** What other programs write for a number that is none. It is a fault of the data, never a name of a column. */
export const NOT_FINITE = /^[+-]?(?:nan|inf|infinity)$/i;
const SHOWN_MAX = 60;

/**
 * Reads the first record of a table. It is a header when its first field is empty or the name of a time, or when no
 * field of it is a number or a time. With a header that has a column `series` (or `name`, `metric`) and one `value`, each
 * row is one value of one series. Else the time is the column that is named so, or the first of several; `timed` false
 * says that there is none.
 *
 * INPUT_INVALID for a column that a table with a row for each value has no use for, and for a table of times alone.
 */
export function layoutOf(fields: readonly string[], timed: boolean, place: Place): Layout {
  const names = fields.map((field) => field.trim().toLowerCase());
  const width = fields.length;
  const header = isHeader(fields, names);
  const series = header ? names.findIndex((name) => SERIES_NAMES.has(name)) : -1;
  const value = names.findIndex((name) => VALUE_NAMES.has(name));
  const named = header && timed ? names.findIndex((name) => TIME_NAMES.has(name)) : -1;
  if (series >= 0 && value >= 0) {
    const time = named >= 0 ? named : null;
    const other = names.findIndex((_, column) => column !== series && column !== value && column !== time);
    if (other >= 0) {
      const found = printable(fields[other] as string, SHOWN_MAX);
      throw new PlumblineError('INPUT_INVALID', `column "${found}" is none of series, time and value`, { place });
    }
    return { header, width, time, series, values: [{ column: value, name: null }] };
  }
  const time = !timed ? null : named >= 0 ? named : width > 1 ? 0 : null;
  const values = fields.flatMap((field, column) => (column === time ? [] : [{ column, name: titleOf(field, header) }]));
  if (values.length === 0) throw new PlumblineError('INPUT_INVALID', 'there is no column of values', { place });
  if (header || values.length === 1) return { header, width, time, series: null, values };
  const numbered = values.map(({ column }) => ({ column, name: `column ${column + 1}` }));
  return { header, width, time, series: null, values: numbered };
}

function isHeader(fields: readonly string[], names: readonly string[]): boolean {
  if (names.length > 1 && (names[0] === '' || TIME_NAMES.has(names[0] as string))) return true;
  return fields.every((field) => !isData(field.trim()));
}

function isData(field: string): boolean {
  return timeOf(field) !== null || !Number.isNaN(decimalOf(field)) || NOT_FINITE.test(field);
}

function titleOf(field: string, header: boolean): string | null {
  return header && field.trim() !== '' ? printable(field.trim(), 200) : null;
}
