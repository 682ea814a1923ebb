import { createLineSplitter } from '../../services/core/formats/lines.ts';
import { createSampleParser } from '../../services/core/formats/parser.ts';
import { type RunReduction, reduceRun } from '../../services/core/formats/reduce.ts';
import type { Metric } from '../../services/core/model/metric.ts';
import type { Sample } from '../../services/core/model/run.ts';
import type { Clock } from '../../services/core/ports/base.ts';
import type { OutputChunk } from '../docker/container-client.ts';
import { createLastWords, tellingLine } from './last-words.ts';

/** Most bytes of a log that are kept of one run; later ones are counted, and still read for metrics. */
export const LOG_MAX_BYTES = 67_108_864;
/** Most bytes of one piece on its way to the API. */
export const PIECE_MAX_BYTES = 262_144;
/** Most samples of one batch on its way to the API. */
export const BATCH_MAX_SAMPLES = 1000;
/** How long a finished line waits for company before it is sent, in milliseconds. */
const FLUSH_MS = 500;
/** PostgreSQL's text cannot hold a NUL. */
const NUL = '\0';

/** Where a log goes; each call resolves when the piece is safe. Offsets are bytes of UTF-8, `first` counts samples. */
export interface RunLogSink {
  log(offset: number, text: string): Promise<void>;
  samples(first: number, batch: readonly Sample[]): Promise<void>;
}

export interface RunLog {
  /** Takes output as it comes; resolves when there is room for more. Fails when the sink does. */
  push(chunk: OutputChunk): Promise<void>;
  /** Ends both streams and hands everything to the sink. */
  end(): Promise<void>;
  /** The measurements of everything read so far. */
  reduce(): RunReduction;
  /** The line that tells most about a failure: an exception, else the last line; empty: none. */
  lastWords(): string;
  counts(): { readonly logBytes: number; readonly logDropped: number };
}

/**
 * The log of one run: whole lines of both streams in the order in which they were finished, numbered together. Memory is
 * bounded by three lines a stream, one piece and the samples, however long the log gets.
 */
export function createRunLog(options: {
  readonly metrics: readonly Metric[];
  readonly sink: RunLogSink;
  readonly clock: Clock;
  readonly maxBytes?: number;
}): RunLog {
  const { metrics, sink, clock, maxBytes = LOG_MAX_BYTES } = options;
  const splitters = { stdout: createLineSplitter(), stderr: createLineSplitter() };
  const words = { stdout: createLastWords(), stderr: createLastWords() };
  const parser = createSampleParser(metrics);
  const samples: Sample[] = [];
  let lines = 0;
  let piece: string[] = [];
  let pieceBytes = 0;
  let sentBytes = 0;
  let droppedBytes = 0;
  let full = false;
  let sentSamples = 0;
  let handing: Promise<void> = Promise.resolve();
  const closed = new AbortController();
  let failed: unknown;

  function take(text: string, stream: OutputChunk['stream']): void {
    lines += 1;
    words[stream].push(text);
    for (const sample of parser.push(text, lines)) samples.push(sample);
    const line = `${text.replaceAll(NUL, '\uFFFD')}\n`;
    const bytes = Buffer.byteLength(line);
    // Once one line did not fit, no later and shorter one is kept: a log has no holes.
    full ||= sentBytes + pieceBytes + bytes > maxBytes;
    if (full) {
      droppedBytes += bytes;
      return;
    }
    if (pieceBytes + bytes > PIECE_MAX_BYTES) flush();
    piece.push(line);
    pieceBytes += bytes;
  }

  /** Hands everything that is finished to the sink, in order. */
  function flush(): void {
    const work: (() => Promise<void>)[] = [];
    if (pieceBytes > 0) {
      const [offset, text] = [sentBytes, piece.join('')];
      work.push(() => sink.log(offset, text));
      sentBytes += pieceBytes;
      piece = [];
      pieceBytes = 0;
    }
    while (sentSamples < samples.length) {
      const [first, batch] = [sentSamples, samples.slice(sentSamples, sentSamples + BATCH_MAX_SAMPLES)];
      work.push(() => sink.samples(first, batch));
      sentSamples += batch.length;
    }
    if (work.length === 0) return;
    handing = handing.then(async () => {
      for (const hand of work) await hand();
    });
    handing.catch((error: unknown) => {
      failed = error;
    });
  }

  async function flushNowAndThen(): Promise<void> {
    while (!closed.signal.aborted) {
      await clock.sleep(FLUSH_MS, closed.signal);
      flush();
    }
  }
  const flushing = flushNowAndThen();

  return {
    async push(chunk) {
      if (failed !== undefined) throw failed;
      for (const line of splitters[chunk.stream].push(chunk.bytes)) take(line.text, chunk.stream);
      await handing;
    },
    async end() {
      for (const stream of ['stdout', 'stderr'] as const)
        for (const line of splitters[stream].end()) take(line.text, stream);
      closed.abort();
      await flushing;
      flush();
      await handing;
    },
    reduce: () => reduceRun(metrics, samples, parser.problems(), parser.gaveUp()),
    lastWords: () => tellingLine(words.stdout, words.stderr),
    counts: () => ({
      logBytes: sentBytes + pieceBytes,
      logDropped: droppedBytes + splitters.stdout.droppedBytes() + splitters.stderr.droppedBytes(),
    }),
  };
}
