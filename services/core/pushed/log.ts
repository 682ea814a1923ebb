import type { FormatProblem } from '../formats/entry.ts';
import { createLineSplitter } from '../formats/lines.ts';
import type { LogMeasurement, UnusableMeasurement } from '../formats/log/parsed.ts';
import { createLogReader } from '../formats/log/reader.ts';
import { createSampleParser } from '../formats/parser.ts';
import type { LogFormat, Metric } from '../model/metric.ts';
import { PUSHED_LOG_MAX, type PushedSample } from '../model/pushed.ts';

/** What a log of another system holds of the metrics of a benchmark. */
export interface ReadLog {
  readonly samples: readonly PushedSample[];
  readonly problems: readonly FormatProblem[];
  /** Whether the script says of itself that its run did not succeed. */
  readonly gaveUp: boolean;
  /** The end of the log, and the bytes before it. */
  readonly text: string;
  readonly dropped: number;
}

export interface LogPushReader {
  push(bytes: Uint8Array): void;
  /** Ends the log, once. */
  end(): ReadLog;
}

/**
 * Reads the metrics of a benchmark out of a log with flat memory: by its own source, as a worker would, or by the key that
 * is named for it, in any format that `plumbline parse` reads.
 *
 * @param keys metric name → key in the log. @param format the only one to read for those; null: the one that is found.
 */
export function createLogPushReader(
  metrics: readonly Metric[],
  keys: ReadonlyMap<string, string>,
  format: LogFormat | null,
): LogPushReader {
  const own = createSampleParser(metrics.filter(({ name }) => !keys.has(name)));
  const lines = createLineSplitter();
  const samples: PushedSample[] = [];
  const named = new Map<string, string[]>();
  for (const [name, key] of keys) named.set(key, [...(named.get(key) ?? []), name]);
  const keep = (found: LogMeasurement | UnusableMeasurement) => {
    for (const metric of named.get(found.metric) ?? []) samples.push(sampleOf(metric, found));
  };
  // What is no number is a sample too: a loss that ended as NaN must not be judged by the last one before it.
  const foreign = createLogReader(format, { take: keep, refuse: keep });
  const tail = createTail();
  const take = (read: ReturnType<typeof lines.push>) => {
    for (const { text, number } of read) samples.push(...own.push(text, number).map(pushedSample));
  };
  return {
    push(bytes) {
      take(lines.push(bytes));
      foreign.push(bytes);
      tail.push(bytes);
    },
    end() {
      take(lines.end());
      const { status, problems } = foreign.end();
      const gaveUp = own.gaveUp() || (keys.size > 0 && (status === 'aborted' || status === 'failed'));
      const all = [...own.problems(), ...(keys.size > 0 ? problems : [])];
      return { samples, problems: all, gaveUp, ...tail.end() };
    },
  };
}

function sampleOf(metric: string, { value, step, timeMs }: LogMeasurement | UnusableMeasurement): PushedSample {
  return { metric, value, ...(step === null ? {} : { step }), ...(timeMs === null ? {} : { timeMs }) };
}

function pushedSample({ raw, value, ...rest }: ReturnType<ReturnType<typeof createSampleParser>['push']>[number]) {
  return { ...rest, value: value ?? (raw as string) };
}

/** The last bytes of a stream; it holds at most twice as many, and the newest piece. */
function createTail() {
  let pieces: Uint8Array[] = [];
  let held = 0;
  let dropped = 0;
  const shorten = (): Buffer => {
    const all = Buffer.concat(pieces);
    const gone = Math.max(0, all.length - PUSHED_LOG_MAX);
    dropped += gone;
    const kept = all.subarray(gone);
    pieces = [kept];
    held = kept.length;
    return kept;
  };
  return {
    push(bytes: Uint8Array): void {
      // A copy: who reads a file may use its buffer again.
      pieces.push(bytes.slice());
      held += bytes.length;
      if (held > 2 * PUSHED_LOG_MAX) shorten();
    },
    end(): { readonly text: string; readonly dropped: number } {
      const kept = shorten();
      let start = 0;
      // Not in the middle of a character.
      while (dropped > 0 && start < kept.length && isContinuation(kept[start] as number)) start += 1;
      return { text: new TextDecoder().decode(kept.subarray(start)), dropped: dropped + start };
    },
  };
}

const isContinuation = (byte: number): boolean => (byte & 0xc0) === 0x80;
