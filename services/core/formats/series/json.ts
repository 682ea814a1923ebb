import { type Place, PlumblineError } from '../../errors.ts';
import type { Direction } from '../../model/metric.ts';
import { printable } from '../printable.ts';
import type { Allowance } from './allowance.ts';
import { VALUE_MAX } from './decimal.ts';
import { type JsonFault, jsonFault } from './json-fault.ts';
import type { InputSeries, Interval } from './series.ts';
import { createTimeColumn } from './time-column.ts';

const KEYS = ['name', 'values', 'times', 'direction', 'band'];
const DIRECTIONS = ['higher', 'lower', 'none'];
const SHOWN_MAX = 60;

export interface JsonOptions {
  /** The file, for messages. */
  readonly place: Place;
  /** Whether points may stand in any order and are put in that of time. */
  readonly sort: boolean;
  readonly allowance: Allowance;
}

/**
 * Series from JSON: a list of numbers, an object with `values` (and `times`, `name`, `direction`, `band`), or a list of
 * such objects. `null` is a gap. INPUT_INVALID with the line of what is no JSON, or the path of what is wrong in it.
 */
export function readJsonSeries(text: string, options: JsonOptions): InputSeries[] {
  const value = parse(text, options.place);
  if (!Array.isArray(value)) return [readOne(value, '', options)];
  const plain = value.every((item) => item === null || typeof item !== 'object');
  if (plain) return [readOne({ values: value }, '', options)];
  return value.map((item, i) => readOne(item, `[${i}]`, options));
}

function parse(text: string, place: Place): unknown {
  try {
    return JSON.parse(text);
  } catch {
    const fault = jsonFault(text) as JsonFault;
    const found = fault.found === '' ? 'the end of the file' : `"${printable(fault.found, SHOWN_MAX)}"`;
    const hint = /^[+-]?(?:nan|inf)/i.test(fault.found) ? '; write null where a value is missing' : '';
    throw new PlumblineError('INPUT_INVALID', `this is not JSON: found ${found}${hint}`, {
      place: { ...place, line: fault.line, column: fault.column },
    });
  }
}

function readOne(item: unknown, path: string, { place, sort, allowance }: JsonOptions): InputSeries {
  const at = (inner: string): Place => ({ ...place, path: path === '' ? inner : `${path}.${inner}` });
  const refuse = (inner: string, message: string) =>
    new PlumblineError('INPUT_INVALID', message, { place: inner === '' ? { ...place, path } : at(inner) });

  if (typeof item !== 'object' || item === null || Array.isArray(item)) {
    throw refuse('', `expected a series (an object with "values"), found ${show(item)}`);
  }
  allowance.series();
  const series = item as Readonly<Record<string, unknown>>;
  const unknown = Object.keys(series).find((key) => !KEYS.includes(key));
  if (unknown !== undefined) {
    throw refuse(printable(unknown, SHOWN_MAX), `unknown key: expected one of ${KEYS.join(', ')}`);
  }
  if (!Array.isArray(series.values)) {
    throw refuse('values', `expected a list of numbers, found ${show(series.values)}`);
  }
  allowance.points(series.values.length);
  const values = Float64Array.from(series.values as unknown[], (value, i) => {
    if (value === null) return Number.NaN;
    if (typeof value === 'number' && Math.abs(value) <= VALUE_MAX) return value;
    throw refuse(
      `values[${i}]`,
      `expected a number up to ±${VALUE_MAX}, or null where it is missing, found ${show(value)}`,
    );
  });
  const head = {
    name: optional(
      series.name,
      (name) => typeof name === 'string',
      (found) => refuse('name', `expected text, found ${found}`),
    ),
    direction: optional(
      series.direction,
      (direction) => DIRECTIONS.includes(direction as string),
      (found) => refuse('direction', `expected one of ${DIRECTIONS.join(', ')}, found ${found}`),
    ) as Direction | null,
    band: optional(series.band, isInterval, (found) =>
      refuse('band', `expected {"low": number, "high": number} with low ≤ high, found ${found}`),
    ) as Interval | null,
  } as const;
  const named = head.name === null ? null : printable(head.name as string, 200);
  if (series.times === undefined || series.times === null) return { ...head, name: named, values, times: null };
  if (!Array.isArray(series.times)) throw refuse('times', `expected a list, found ${show(series.times)}`);
  if (series.times.length !== values.length) {
    throw refuse('times', `${series.times.length} times stand beside ${values.length} values`);
  }
  const column = createTimeColumn({ sort, placeOf: (number) => at(`times[${number - 1}]`) });
  for (const [i, time] of series.times.entries()) {
    if (typeof time === 'number' && Number.isFinite(time)) column.number(time, i + 1);
    else if (typeof time === 'string') column.text(time, i + 1);
    else throw refuse(`times[${i}]`, `expected a number, a date or an ISO instant, found ${show(time)}`);
  }
  const { times, order } = column.end();
  const sorted = order === null ? values : Float64Array.from(order, (row) => values[row] as number);
  return { ...head, name: named, values: sorted, times };
}

function optional(value: unknown, fits: (value: unknown) => boolean, fault: (found: string) => Error): unknown {
  if (value === undefined || value === null) return null;
  if (!fits(value)) throw fault(show(value));
  return value;
}

function isInterval(value: unknown): value is Interval {
  if (typeof value !== 'object' || value === null) return false;
  const { low, high, ...rest } = value as Readonly<Record<string, unknown>>;
  if (typeof low !== 'number' || typeof high !== 'number' || Object.keys(rest).length > 0) return false;
  return Number.isFinite(low) && Number.isFinite(high) && low <= high;
}

function show(value: unknown): string {
  // Of what JSON gives only infinity, from 1e999, has no word in JSON; and what is missing has none.
  const text = typeof value === 'number' ? String(value) : (JSON.stringify(value) ?? 'nothing');
  return printable(text, SHOWN_MAX);
}
