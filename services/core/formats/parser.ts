import type { LogFormat, Metric } from '../model/metric.ts';
import type { Sample } from '../model/run.ts';
import { describe, type FormatProblem, type LogEntry } from './entry.ts';
import { printable } from './printable.ts';
import { LINE_READERS } from './readers.ts';

/**
 * Most samples of one metric in one run. One more than this is handed on, so that the reduction sees that there were too
 * many and says so; the rest is dropped.
 */
export const MAX_SAMPLES_PER_METRIC = 50_000;
/** Most problems kept of one run; later ones are counted in the last entry. */
export const MAX_PROBLEMS = 100;
/** Longest text of an unusable value or a problem, in characters (the model's bound of `Sample.raw`). */
const MAX_TEXT_CHARACTERS = 200;

export interface SampleParser {
  /** Reads one line (number 1-based); returns the samples in it, in the order of the metrics. */
  push(text: string, line: number): readonly Sample[];
  /** Faulty lines so far, at most MAX_PROBLEMS + 1 entries. */
  problems(): readonly FormatProblem[];
  /** Whether the script says of itself that its run did not succeed (MLLOG `run_stop`). */
  gaveUp(): boolean;
}

/** Turns a script's output into samples of the metrics that its manifest declares; everything else is passed over. */
export function createSampleParser(metrics: readonly Metric[]): SampleParser {
  const formats = [...new Set(metrics.map((metric) => metric.source.format))];
  const readers = formats.map((format) => ({ format, reader: LINE_READERS[format].create() }));
  const counts = new Map<string, number>();
  const problems: FormatProblem[] = [];
  let unlisted = 0;
  let gaveUp = false;

  function report(line: number, message: string): void {
    if (problems.length < MAX_PROBLEMS) problems.push({ line, message: printable(message, MAX_TEXT_CHARACTERS) });
    else unlisted += 1;
  }

  function read(entry: LogEntry, format: LogFormat, line: number): Sample[] {
    if (entry.key === 'run_stop' && entry.status !== undefined && entry.status !== 'success') {
      gaveUp = true;
      report(line, `the script says that its run ended with the status "${entry.status}"`);
    }
    const samples: Sample[] = [];
    for (const metric of metrics) {
      const value = metric.source.format === format ? fieldOf(entry, metric.source.key) : undefined;
      if (value === undefined) continue;
      const count = (counts.get(metric.name) ?? 0) + 1;
      counts.set(metric.name, count);
      if (count > MAX_SAMPLES_PER_METRIC + 1) continue;
      samples.push({ metric: metric.name, ...sampleValue(value.found), ...position(entry), line });
    }
    return samples;
  }

  return {
    push(text, line) {
      return readers.flatMap(({ format, reader }) => {
        const reading = reader.read(text);
        if (reading?.kind === 'problem') report(line, reading.message);
        if (reading?.kind === 'entry') return read(reading.entry, format, line);
        if (reading?.kind !== 'entries') return [];
        for (const problem of reading.problems ?? []) report(line, problem);
        if (reading.end !== undefined && reading.end !== 'success') {
          gaveUp = true;
          report(line, `the log says that its run ended: ${reading.end}`);
        }
        return reading.entries.flatMap((entry) => read(entry, format, line));
      });
    },
    problems() {
      const last = problems.at(-1);
      if (unlisted === 0 || last === undefined) return [...problems];
      return [...problems, { line: last.line, message: `and ${unlisted} more problems after this line` }];
    },
    gaveUp: () => gaveUp,
  };
}

/** What an entry holds for a metric's source key: its value, or the field of its value for `key.field`. */
function fieldOf(entry: LogEntry, key: string): { readonly found: unknown } | undefined {
  if (key === entry.key) return { found: entry.value };
  if (!key.startsWith(`${entry.key}.`) || typeof entry.value !== 'object' || entry.value === null) return undefined;
  const field = key.slice(entry.key.length + 1);
  return Object.hasOwn(entry.value, field)
    ? { found: (entry.value as Readonly<Record<string, unknown>>)[field] }
    : undefined;
}

/** JSON's numbers may overflow to infinity (1e999), so a number is not yet a value. */
function sampleValue(found: unknown): Pick<Sample, 'value' | 'raw'> {
  if (typeof found === 'number' && Number.isFinite(found)) return { value: found };
  return { value: null, raw: printable(describe(found), MAX_TEXT_CHARACTERS) };
}

function position(entry: LogEntry): Pick<Sample, 'step' | 'timeMs'> {
  return {
    ...(entry.step === undefined ? {} : { step: entry.step }),
    ...(entry.timeMs === undefined ? {} : { timeMs: entry.timeMs }),
  };
}
