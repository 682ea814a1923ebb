import { describe, finite, type LineReading, readObject } from './entry.ts';

/** The marker is the first key, so that a script's other JSON is left alone. */
const MARKER = /^\s*\{\s*"plumbline"\s*:/;

/**
 * Reads one line of Plumbline's own format: a JSON object on a line of its own that starts with the key `plumbline`,
 * whose value is the format's version, 1:
 *
 *     {"plumbline":1,"key":"throughput","value":123.4,"step":10,"time_ms":1744838717800}
 *
 * `key` names what is measured; `value` is a number, or an object whose fields are addressed as `key.field`. `step` (any
 * counter that grows) and `time_ms` (since the Unix epoch) may be left out. Other keys are ignored. Bare `NaN` and
 * `Infinity`, as Python writes them, are read as invalid values.
 */
export function readJsonl(text: string): LineReading {
  if (!MARKER.test(text)) return null;
  const object = readObject(text, 'a "plumbline" line');
  if (typeof object === 'string') return { kind: 'problem', message: object };
  if (object.plumbline !== 1) return fault('version is not 1', object.plumbline);
  if (typeof object.key !== 'string' || object.key === '') return fault('"key" is not a name', object.key);
  return {
    kind: 'entry',
    entry: { key: object.key, value: object.value, step: finite(object.step), timeMs: finite(object.time_ms) },
  };
}

function fault(reason: string, value: unknown): LineReading {
  return { kind: 'problem', message: `a "plumbline" line whose ${reason}: ${describe(value)}` };
}
