import type { TSchema } from 'typebox';
import { Value } from 'typebox/value';
import { PlumblineError } from '../core/errors.ts';
import { tolerantJson } from '../core/formats/tolerant-json.ts';
import type { Benchmark } from '../core/model/benchmark.ts';
import type { Metric } from '../core/model/metric.ts';
import { PUSHED_METRICS_MAX, PushedEnvironment, type PushedMetric, PushedResult } from '../core/model/pushed.ts';
import { resultOfLog } from '../core/pushed/from-log.ts';
import { createLogPushReader } from '../core/pushed/log.ts';
import { pushedMetrics } from '../core/pushed/metrics.ts';
import { formatOf, instantOf, type PushOptions, splitMetrics } from './push-options.ts';

/** Longest document or side file that is read, in bytes. */
const DOCUMENT_BYTES_MAX = 8 * 1_048_576;

/** What is known beside the options. */
export interface PushAround {
  readonly host: string;
  readonly now: Date;
  readonly writtenAt: Date | null;
  /** The benchmark in the catalog of the service; null: it is not in it. */
  readonly manifest: Benchmark | null;
  readInput(file: string | null): AsyncIterable<Uint8Array>;
}

/** A whole document as it was written; INPUT_INVALID names the faulty value. */
export async function readDocument(bytes: AsyncIterable<Uint8Array>, file: string): Promise<PushedResult> {
  const found = await readJson(bytes, file);
  checked(PushedResult, found, file);
  return found as PushedResult;
}

/** The result that a log and the options make. USAGE: an option is missing. */
export async function documentOfLog(
  bytes: AsyncIterable<Uint8Array>,
  options: PushOptions & { readonly benchmark: string },
  around: PushAround,
): Promise<PushedResult> {
  const { benchmark, platform, seed, sourceId, sourceUrl, night, last, exitCode, tainted } = options;
  if (platform === undefined || seed === undefined)
    throw new PlumblineError(
      'USAGE',
      'a log needs --benchmark, --platform and --seed; a result document says them itself',
    );
  const described = options.metrics === undefined ? undefined : await metricsFile(options.metrics, around);
  const metrics: readonly Metric[] = pushedMetrics({ benchmark, metrics: described }, around.manifest);
  const keys = splitMetrics(options.metric);
  for (const name of keys.keys())
    if (!metrics.some((metric) => metric.name === name))
      throw new PlumblineError('UNKNOWN_METRIC', `--metric ${name}: ${benchmark} measures ${namesOf(metrics)}`);
  const reader = createLogPushReader(metrics, keys, formatOf(options.format));
  for await (const piece of bytes) reader.push(piece);
  const endedAt = instantOf('--ended', options.ended, around.writtenAt ?? around.now);
  const environment = options.envFrom === undefined ? undefined : await environmentFile(options.envFrom, around);
  return resultOfLog(
    reader.end(),
    {
      ...{ benchmark, platform, seed, host: options.host ?? around.host },
      ...{ startedAt: instantOf('--started', options.started, new Date(endedAt)), endedAt },
      ...(described === undefined ? {} : { metrics: described }),
      ...(environment === undefined ? {} : { environment }),
      ...(exitCode === undefined ? {} : { exitCode }),
      ...(tainted.length === 0 ? {} : { tainted }),
      ...(night === undefined ? {} : { night }),
      ...(last === undefined ? {} : { last }),
      source: {
        name: options.source,
        ...(sourceId === undefined ? {} : { id: sourceId }),
        ...(sourceUrl === undefined ? {} : { url: sourceUrl }),
      },
    },
    metrics,
  );
}

const namesOf = (metrics: readonly Metric[]): string => metrics.map(({ name }) => name).join(', ');

async function metricsFile(file: string, { readInput }: PushAround): Promise<PushedMetric[]> {
  const found = await readJson(readInput(file), file);
  if (!Array.isArray(found) || found.length === 0 || found.length > PUSHED_METRICS_MAX)
    throw new PlumblineError('INPUT_INVALID', `expected a list of 1 to ${PUSHED_METRICS_MAX} metrics`, {
      place: { file },
    });
  checked(PushedResult.properties.metrics, found, file);
  return found as PushedMetric[];
}

async function environmentFile(file: string, { readInput }: PushAround): Promise<PushedEnvironment> {
  const found = await readJson(readInput(file), file);
  checked(PushedEnvironment, found, file);
  return found as PushedEnvironment;
}

async function readJson(bytes: AsyncIterable<Uint8Array>, file: string): Promise<unknown> {
  const pieces: Uint8Array[] = [];
  let length = 0;
  for await (const piece of bytes) {
    length += piece.length;
    if (length > DOCUMENT_BYTES_MAX)
      throw new PlumblineError('BODY_TOO_LARGE', `more than ${DOCUMENT_BYTES_MAX} bytes`, { place: { file } });
    pieces.push(piece);
  }
  const parsed = tolerantJson(new TextDecoder().decode(Buffer.concat(pieces)));
  if (!parsed.ok)
    throw new PlumblineError('INPUT_INVALID', 'this is not JSON; a log needs --benchmark, --platform and --seed', {
      place: { file },
    });
  return parsed.value;
}

function checked(schema: TSchema, value: unknown, file: string): void {
  const [first] = Value.Errors(schema, value);
  if (first === undefined) return;
  throw new PlumblineError('INPUT_INVALID', first.message, { place: { file, path: first.instancePath } });
}
