import { finite, type JsonObject, type LineReading, type LogEntry } from './entry.ts';
import { tolerantJson } from './tolerant-json.ts';

/**
 * `:::MLPv0.5.0 resnet 1537302346.205051 (mlperf.py:12) key: {"value": 1}`: prefix, benchmark, seconds since the Unix
 * epoch, place in the code, key; the value may be absent. tf_cnn_benchmarks puts a blank before the colon.
 */
const V05 =
  /:::MLPv0\.\d+\.\d+ \S{1,100} (\d{1,12}(?:\.\d{0,12})?) {1,8}\([^()]{0,500}\) {1,8}([A-Za-z0-9_.]{1,200})(?: ?: ?(.{1,65536}))?$/;
/** `:::MLL 1556733699.6 key: {"value": 1, "metadata": {}}`: rules 0.6. */
const V06 = /:::MLL (\d{1,12}(?:\.\d{0,12})?) ([A-Za-z0-9_]{1,200}): {1,8}(.{1,65536})$/;

/** What every line of both old forms holds. */
export const OLD_MLPERF_TOKENS: readonly string[] = [':::MLPv0.', ':::MLL '];

/**
 * Reads one line of the logging that came before `:::MLLOG`: MLPerf v0.5 (mlperf_compliance/mlperf_log.py, which
 * tf_cnn_benchmarks still uses) and v0.6 (mlcommons/logging, mlp_parser/ruleset_060.py).
 */
export function readOldMlperf(text: string): LineReading {
  const token = OLD_MLPERF_TOKENS.find((token) => text.includes(token));
  if (token === undefined) return null;
  const match = V05.exec(text.trimEnd()) ?? V06.exec(text.trimEnd());
  if (!match) return { kind: 'problem', message: `a ${token.trim()} line without a time and a key` };
  const [, seconds, key, json] = match as unknown as [string, string, string, string | undefined];
  const parsed = json === undefined ? { ok: true as const, value: null } : tolerantJson(json);
  if (!parsed.ok) return { kind: 'problem', message: `the value of ${key} is not JSON` };
  return { kind: 'entry', entry: { ...entryOf(key, parsed.value), timeMs: Number(seconds) * 1000 } };
}

/** `{"value": v, …}` stands for v, with its epoch beside it or in `metadata`. */
function entryOf(key: string, value: unknown): LogEntry {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return { key, value };
  const fields = value as JsonObject;
  const metadata = (typeof fields.metadata === 'object' && fields.metadata ? fields.metadata : fields) as JsonObject;
  const step = finite(metadata.epoch_num) ?? finite(metadata.epoch);
  const success = fields.success ?? metadata.success;
  return {
    key,
    value: Object.hasOwn(fields, 'value') ? fields.value : value,
    ...(step === undefined ? {} : { step }),
    ...(typeof success === 'boolean' ? { status: success ? 'success' : 'aborted' } : {}),
    ...(typeof metadata.status === 'string' ? { status: metadata.status } : {}),
  };
}
