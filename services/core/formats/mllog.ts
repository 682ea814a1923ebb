import { describe, finite, type JsonObject, type LineReading, readObject } from './entry.ts';

/** The token may follow any prefix that a launcher adds (`0: `, a rank, a time). */
const TOKEN = ':::MLLOG ';
const EVENT_TYPES: ReadonlySet<unknown> = new Set(['POINT_IN_TIME', 'INTERVAL_START', 'INTERVAL_END']);

/**
 * Reads one line of MLPerf logging (github.com/mlcommons/logging, `mlperf_logging/mllog`): the token, then a JSON object
 * with `namespace`, `time_ms`, `event_type`, `key`, `value` and `metadata`. Other keys are ignored.
 */
export function readMllog(text: string): LineReading {
  const at = text.indexOf(TOKEN);
  if (at === -1) return null;
  const object = readObject(text.slice(at + TOKEN.length), 'the text after :::MLLOG');
  if (typeof object === 'string') return { kind: 'problem', message: object };
  if (typeof object.key !== 'string' || object.key === '') return fault('"key" is not a name', object.key);
  if (!EVENT_TYPES.has(object.event_type)) return fault('"event_type" is unknown', object.event_type);
  const metadata = readMetadata(object.metadata);
  return {
    kind: 'entry',
    entry: {
      key: object.key,
      value: object.value,
      step: stepOf(metadata),
      timeMs: finite(object.time_ms),
      ...(typeof metadata.status === 'string' ? { status: metadata.status } : {}),
    },
  };
}

function fault(reason: string, value: unknown): LineReading {
  return { kind: 'problem', message: `an :::MLLOG line whose ${reason}: ${describe(value)}` };
}

function readMetadata(value: unknown): JsonObject {
  return typeof value === 'object' && value !== null ? (value as JsonObject) : {};
}

/** The finest counter that is given: a script that logs each step within an epoch names both. */
function stepOf(metadata: JsonObject): number | undefined {
  return finite(metadata.step_num) ?? finite(metadata.samples_count) ?? finite(metadata.epoch_num);
}
