import { tolerantJson } from './tolerant-json.ts';

/** One structured line of a script's output, before anybody asked which metrics it holds. */
export interface LogEntry {
  readonly key: string;
  /** As JSON gave it; `NaN` and infinities arrive as their text. */
  readonly value: unknown;
  readonly step?: number;
  /** Milliseconds since the Unix epoch, by the script's clock. */
  readonly timeMs?: number;
  /** How the script says it ended (MLLOG `run_stop`). */
  readonly status?: string;
  /** As the format says it. */
  readonly unit?: string;
}

/** What a line of another project's format says beside its values. */
export interface LineRemark {
  /** How its run ended. */
  readonly end?: RunEnd;
  /** What describes the run and is no measurement, in the order of the line. */
  readonly settings?: readonly (readonly [name: string, value: string])[];
}

export type RunEnd = 'success' | 'aborted' | 'failed';

/** What a line is to a format: an entry of it, a faulty entry of it, or (null) something else's output. */
export type LineReading =
  | { readonly kind: 'entry'; readonly entry: LogEntry }
  | ({
      readonly kind: 'entries';
      readonly entries: readonly LogEntry[];
      readonly problems?: readonly string[];
    } & LineRemark)
  | { readonly kind: 'problem'; readonly message: string }
  | null;

/** Reads the lines of one log, in their order. */
export interface LineReader {
  /** Reads the next line; null: it is something else's output. Never throws. */
  read(text: string): LineReading;
  /** Whether it must see the next line, whatever that holds: it stands within a block. */
  readonly within: boolean;
  /** At the end of the log: what is wrong with a block that has none; null: nothing. */
  unfinished?(): string | null;
}

/** Something in a log that should have been readable and was not. */
export interface FormatProblem {
  /** Line of the log, 1-based. */
  readonly line: number;
  readonly message: string;
}

export type JsonObject = Readonly<Record<string, unknown>>;

/** Parses the JSON object of a line; a string is the reason why it is none. */
export function readObject(text: string, what: string): JsonObject | string {
  const parsed = tolerantJson(text);
  if (!parsed.ok) return `${what} is not JSON`;
  const { value } = parsed;
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return `${what} is not a JSON object`;
  return value as JsonObject;
}

/** The value when it is a finite number, else undefined. */
export function finite(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isFinite(value) ? value : undefined;
}

/** A JSON value in a few words. Nested values are not written out: a line may nest deeper than the stack goes. */
export function describe(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (Array.isArray(value)) return 'an array';
  return typeof value === 'object' && value !== null ? 'an object' : String(value);
}
