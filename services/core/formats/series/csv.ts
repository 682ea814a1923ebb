import { type Place, PlumblineError } from '../../errors.ts';
import { printable } from '../printable.ts';
import type { Allowance } from './allowance.ts';
import { type Column, createColumn } from './column.ts';
import { decimalIn, VALUE_MAX } from './decimal.ts';
import { type Layout, layoutOf, NOT_FINITE } from './layout.ts';
import { createRecordReader, type RecordReader } from './records.ts';
import type { InputSeries } from './series.ts';
import { createTimeColumn, type TimeColumn } from './time-column.ts';

/** Longest part of a faulty field that is shown, in characters. */
const SHOWN_MAX = 60;

export interface TableOptions {
  /** The file, for messages. */
  readonly place: Place;
  readonly separator: number;
  /** Whether a table of several columns has times. */
  readonly timed: boolean;
  /** Whether rows may stand in any order and are put in that of time. */
  readonly sort: boolean;
  readonly allowance: Allowance;
}

export interface TableReader extends RecordReader {
  /** The series read, in the order in which they first came. After `end`. */
  series(): InputSeries[];
}

/** A value column with the times that belong to it. */
interface Gathered {
  readonly name: string | null;
  readonly values: Column;
  readonly times: TimeColumn | null;
}

/**
 * Reads a CSV as it streams by: every number goes into its column at once, and no row is kept. An empty field of a value
 * is a gap. INPUT_INVALID, with line and column (a field's 1-based number), for what is no number and for a row with
 * more or fewer fields than the first.
 */
export function createTableReader({ place, separator, timed, sort, allowance }: TableOptions): TableReader {
  const decoder = new TextDecoder();
  const gathered: Gathered[] = [];
  const byName = new Map<string, Gathered>();
  let layout: Layout | null = null;
  /** The first record, of which it is not known yet what it is. */
  let first: Uint8Array[] = [];
  /** What each column feeds. */
  let targets: (Gathered | undefined)[] = [];
  let shared: TimeColumn | null = null;
  let line = 0;
  let field = 0;
  let time: { readonly bytes: Uint8Array; readonly start: number; readonly end: number } | null = null;
  let name = '';
  let value = Number.NaN;

  function fault(message: string, column?: number): PlumblineError {
    return new PlumblineError('INPUT_INVALID', message, { place: { ...place, line, column } });
  }

  function timeColumn(): TimeColumn {
    return createTimeColumn({ sort, placeOf: (line) => ({ ...place, line }) });
  }

  function open(name: string | null, times: TimeColumn | null): Gathered {
    allowance.series();
    const one = { name, values: createColumn(), times };
    gathered.push(one);
    return one;
  }

  function begin(found: Layout): void {
    layout = found;
    if (found.series !== null) return;
    shared = found.time === null ? null : timeColumn();
    targets = Array.from({ length: found.width });
    for (const { column, name } of found.values) targets[column] = open(name, shared);
  }

  /** The number in a field; NaN for an empty one. */
  function number(bytes: Uint8Array, start: number, end: number, column: number): number {
    if (start === end) return Number.NaN;
    const read = decimalIn(bytes, start, end);
    if (Math.abs(read) <= VALUE_MAX) return read;
    const text = decoder.decode(bytes.subarray(start, end));
    const title = layout?.series === null ? targets[column]?.name : null;
    const where = title ? `column "${title}": ` : '';
    const shown = `"${printable(text, SHOWN_MAX)}"`;
    if (Number.isFinite(read)) throw fault(`${where}${shown} is beyond ±${VALUE_MAX}`, column + 1);
    if (NOT_FINITE.test(text) || !Number.isNaN(read)) {
      throw fault(`${where}${shown} is no finite number; leave the field empty where a value is missing`, column + 1);
    }
    throw fault(`${where}${shown} is not a number`, column + 1);
  }

  function pushTime(to: TimeColumn, bytes: Uint8Array, start: number, end: number): void {
    const plain = decimalIn(bytes, start, end);
    if (Number.isFinite(plain)) to.number(plain, line);
    else to.text(decoder.decode(bytes.subarray(start, end)), line);
  }

  function take(found: Layout, bytes: Uint8Array, start: number, end: number): void {
    const column = field;
    field += 1;
    if (found.series === null) {
      const target = targets[column];
      if (target !== undefined) {
        allowance.points(1);
        target.values.push(number(bytes, start, end, column));
      } else if (shared !== null && column === found.time) pushTime(shared, bytes, start, end);
    } else if (column === found.series) name = decoder.decode(bytes.subarray(start, end));
    else if (column === found.time) time = { bytes, start, end };
    else if (column < found.width) value = number(bytes, start, end, column);
  }

  function finish(found: Layout): void {
    if (field !== found.width) throw fault(`this row has ${fields(field)} and the first has ${found.width}`);
    if (found.series === null) return;
    let one = byName.get(name);
    if (one === undefined) {
      one = open(printable(name, 200), found.time === null ? null : timeColumn());
      byName.set(name, one);
    }
    if (one.times !== null && time !== null) pushTime(one.times, time.bytes, time.start, time.end);
    allowance.points(1);
    one.values.push(value);
  }

  const records = createRecordReader(
    separator,
    {
      begin(at) {
        line = at;
        field = 0;
      },
      field(bytes, start, end) {
        if (layout === null) first.push(bytes.slice(start, end));
        else take(layout, bytes, start, end);
      },
      end() {
        if (layout !== null) return finish(layout);
        const found = layoutOf(
          first.map((bytes) => decoder.decode(bytes)),
          timed,
          { ...place, line },
        );
        begin(found);
        if (!found.header) {
          for (const bytes of first) take(found, bytes, 0, bytes.length);
          finish(found);
        }
        first = [];
      },
    },
    place,
  );

  return {
    push: records.push,
    end: records.end,
    series() {
      const common = shared?.end() ?? null;
      return gathered.map(({ name, values, times }) => {
        // Without times both are null.
        const end = times === shared ? common : (times as TimeColumn).end();
        const rows = values.values();
        return {
          name,
          values: end?.order ? Float64Array.from(end.order, (row) => rows[row] as number) : rows,
          times: end?.times ?? null,
          direction: null,
          band: null,
        };
      });
    },
  };
}

const fields = (count: number): string => `${count} field${count === 1 ? '' : 's'}`;
