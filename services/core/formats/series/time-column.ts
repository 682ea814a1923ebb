import { type Place, PlumblineError } from '../../errors.ts';
import { printable } from '../printable.ts';
import { createColumn } from './column.ts';
import type { TimeKind, Times } from './series.ts';
import { type Time, timeOf, timeText } from './time.ts';

/** Longest part of a faulty text that is shown, in characters. */
const SHOWN_MAX = 60;

/** The times of a series or of a whole table, as they come. */
export interface TimeColumn {
  /** @param line where the time stands, or its 1-based number where there are no lines. */
  number(value: number, line: number): void;
  text(text: string, line: number): void;
  /**
   * All times, rising; `order` tells which row each came from, null when they stood in order. INPUT_INVALID for a time
   * that stands twice.
   */
  end(): { readonly times: Times; readonly order: Uint32Array | null };
}

export interface TimeColumnOptions {
  /** Whether times may come in any order; without it INPUT_INVALID for the first that is not later than its forerunner. */
  readonly sort: boolean;
  readonly placeOf: (line: number) => Place;
}

export function createTimeColumn({ sort, placeOf }: TimeColumnOptions): TimeColumn {
  const values = createColumn();
  // Where rows are not sorted, a fault shows at once and no line needs to be kept.
  const lines = sort ? createColumn() : null;
  let kind: TimeKind | null = null;
  let last = Number.NEGATIVE_INFINITY;
  let lastLine = 0;
  let rising = true;

  function fault(message: string, line: number): PlumblineError {
    return new PlumblineError('INPUT_INVALID', message, { place: placeOf(line) });
  }

  function twice(value: number, line: number, earlier: number): PlumblineError {
    return fault(`time ${shown(value)} stands twice, first in ${name(earlier)}`, line);
  }

  const name = (line: number): string => placeOf(line).path ?? `line ${line}`;
  const shown = (value: number): string => timeText(kind as TimeKind, value);

  function push(time: Time, line: number): void {
    if (kind !== null && (kind === 'number') !== (time.kind === 'number')) {
      const found = timeText(time.kind, time.value);
      throw fault(
        `time ${found} is ${time.kind === 'number' ? 'a number' : 'a date'} where those before it are not`,
        line,
      );
    }
    if (kind !== 'instant') kind = time.kind;
    if (!(time.value > last)) {
      rising = false;
      if (!sort && time.value === last) throw twice(time.value, line, lastLine);
      if (!sort) {
        throw fault(
          `time ${shown(time.value)} stands after ${shown(last)}; --sort puts the rows in the order of time`,
          line,
        );
      }
    }
    last = time.value;
    lastLine = line;
    values.push(time.value);
    lines?.push(line);
  }

  return {
    number: (value, line) => push({ kind: 'number', value }, line),
    text(text, line) {
      const time = timeOf(text.trim());
      if (time === null) {
        const found = text === '' ? 'no time' : `"${printable(text, SHOWN_MAX)}"`;
        throw fault(`expected a number, a date or an ISO instant as time, found ${found}`, line);
      }
      push(time, line);
    },
    end() {
      const read = values.values();
      if (rising || lines === null) return { times: { kind: kind ?? 'number', values: read }, order: null };
      const order = Uint32Array.from(read, (_, i) => i).sort(
        (a, b) => (read[a] as number) - (read[b] as number) || a - b,
      );
      const sorted = Float64Array.from(order, (row) => read[row] as number);
      for (let i = 1; i < sorted.length; i += 1) {
        if (sorted[i] !== sorted[i - 1]) continue;
        const [first, second] = [order[i - 1] as number, order[i] as number];
        throw twice(sorted[i] as number, lines.values()[second] as number, lines.values()[first] as number);
      }
      return { times: { kind: kind as TimeKind, values: sorted }, order };
    },
  };
}
