import type { LogMeasurement, LogStatus, ParsedLogDocument } from '../../model/api/parse.ts';
import type { LogFormat } from '../../model/metric.ts';

/** What was read of one log. `format` is null where no line of any format was found and none was named. */
export interface ParsedLog extends Omit<ParsedLogDocument, 'format'> {
  readonly format: LogFormat | null;
}

/** Reads one log with flat memory. Nothing that it is given makes it throw: faults are in `problems`. */
export interface LogReader {
  /** Takes the next bytes; they may end anywhere. */
  push(bytes: Uint8Array): void;
  /** Ends the log, once. */
  end(): ParsedLog;
}

/** Who takes what is read as it comes. */
export interface LogTaker {
  take(measurement: LogMeasurement): void;
  /** A value that should have been a number and is none ("NaN"); it is among the problems too. */
  refuse?(unusable: UnusableMeasurement): void;
}

export type UnusableMeasurement = Omit<LogMeasurement, 'value'> & { readonly value: string };

export type { LogMeasurement, LogStatus };
