import type { LogFormat } from '../../model/metric.ts';
import type { LineReading, LogEntry } from '../entry.ts';
import { MAX_LINE_BYTES } from '../lines.ts';
import { MAX_PROBLEMS } from '../parser.ts';
import { printable } from '../printable.ts';
import { LOG_FORMATS } from '../readers.ts';
import { FIELDS_MAX, flatten } from './flatten.ts';
import type { LogMeasurement, LogStatus, LogTaker, ParsedLog } from './parsed.ts';

/** Most measurements that are kept of one log where nobody takes them as they come. */
export const MEASUREMENTS_MAX = 100_000;
/** Most settings of one log. */
const SETTINGS_MAX = 200;
/** Longest text of a problem, a setting or a setting's name, in characters. */
const TEXT_MAX = 200;
/** What a log says of its end, the worst last: of several ends the worst counts. */
const STATUSES: readonly LogStatus[] = ['unknown', 'success', 'aborted', 'failed'];

/** What is found in one log, within bounds. */
export interface Collection {
  /** Adds what a line says; `cut`: the line was over the bound. */
  add(format: LogFormat, reading: NonNullable<LineReading>, line: number, cut: boolean): void;
  end(named: LogFormat | null): ParsedLog;
}

/** @param taker is handed each measurement instead of it being kept. */
export function createCollection(taker: LogTaker | null = null): Collection {
  const found = new Set<LogFormat>();
  const measurements: LogMeasurement[] = [];
  const problems: { line: number; message: string }[] = [];
  const settings = new Map<string, string>();
  const omitted = { measurements: 0, problems: 0, settings: 0 };
  let status = 0;

  function report(line: number, message: string): void {
    if (problems.length < MAX_PROBLEMS) problems.push({ line, message: printable(message, TEXT_MAX) });
    else omitted.problems += 1;
  }

  function ended(end: LogStatus): void {
    status = Math.max(status, STATUSES.indexOf(end));
  }

  function enter(format: LogFormat, entry: LogEntry, line: number): void {
    const { values, unusable, texts, crowded } = flatten(entry);
    const { unit = null, step = null, timeMs = null } = entry;
    for (const { metric, value } of values) {
      const measurement = { metric, value, unit, step, timeMs, format };
      if (taker !== null) taker.take(measurement);
      else if (measurements.length < MEASUREMENTS_MAX) measurements.push(measurement);
      else omitted.measurements += 1;
    }
    for (const { metric, value } of unusable) {
      taker?.refuse?.({ metric, value, unit, step, timeMs, format });
      report(line, `${metric}: ${value} is not a finite number`);
    }
    for (const { name, value } of texts) setting(name, value);
    if (crowded) report(line, `${entry.key}: more than ${FIELDS_MAX} values on one line`);
    if (entry.key === 'run_stop' && entry.status !== undefined) ended(endOf(entry.status));
  }

  function setting(name: string, value: string): void {
    const key = printable(name, TEXT_MAX);
    if (settings.has(key) || settings.size < SETTINGS_MAX) settings.set(key, printable(value, TEXT_MAX));
    else omitted.settings += 1;
  }

  return {
    add(format, reading, line, cut) {
      found.add(format);
      if (reading.kind === 'problem') {
        report(line, cut ? `${reading.message}: its line is longer than ${MAX_LINE_BYTES} bytes` : reading.message);
      } else if (reading.kind === 'entry') enter(format, reading.entry, line);
      else {
        for (const entry of reading.entries) enter(format, entry, line);
        for (const problem of reading.problems ?? []) report(line, problem);
        for (const [name, value] of reading.settings ?? []) setting(name, value);
        if (reading.end !== undefined) ended(reading.end);
      }
    },
    end(named) {
      if (named !== null && !found.has(named)) report(1, `the log has no line of the format ${named}`);
      return {
        format: named ?? LOG_FORMATS.find((format) => found.has(format)) ?? null,
        measurements,
        status: STATUSES[status] as LogStatus,
        problems,
        settings: Object.fromEntries(settings),
        omitted,
      };
    },
  };
}

/** MLPerf knows two ends; any other word is one that nobody meant as a success. */
function endOf(status: string): LogStatus {
  return status === 'success' || status === 'aborted' ? status : 'failed';
}
