import type { DocumentKind } from './document.ts';
import { finite, type JsonObject, type LineReading, type LogEntry } from './entry.ts';
import { numberOf } from './number.ts';
import { objectOf, objectOrText, settingsOf } from './record.ts';

const PROCESS_UNITS: Readonly<Record<string, string>> = { max_rss: 'B', max_vms: 'B', max_cpu_percent: '%' };

/**
 * A summary of PerfZero (tensorflow/benchmarks, perfzero/lib/perfzero/report_utils.py): the file `perfzero_summary.json`,
 * or what is printed after `Benchmark execution for … completed with summary:`. A `wall_time` of −1 means that the method
 * reported nothing.
 */
export const PERFZERO: DocumentKind = {
  name: 'PerfZero',
  sign: '"benchmark_result"',
  read(value) {
    const summary = objectOf(value);
    const result = objectOrText(summary?.benchmark_result);
    return summary && result ? readSummary(summary, result) : null;
  },
};

function readSummary(summary: JsonObject, result: JsonObject): LineReading {
  const info = objectOrText(summary.benchmark_info);
  const system = objectOrText(summary.system_info);
  const framework = objectOrText(summary.ml_framework_info);
  const problems: string[] = [];
  const entries: LogEntry[] = [];
  const settings: [string, string][] = [];
  for (const key of ['name', 'trial_id']) if (result[key] !== undefined) settings.push([key, String(result[key])]);
  if (typeof summary.execution_id === 'string') settings.push(['execution_id', summary.execution_id]);

  const wallTime = finite(result.wall_time);
  if (wallTime !== undefined && wallTime >= 0) entries.push({ key: 'wall_time', value: wallTime, unit: 's' });
  else problems.push(`${result.name ?? 'the method'} reported no wall_time: ${wallTime ?? 'it is no number'}`);
  for (const list of [result.metrics, result.extras]) {
    for (const item of Array.isArray(list) ? list : []) {
      const { name, value } = objectOf(item) ?? {};
      if (typeof name !== 'string') problems.push('a metric without a name');
      else if (typeof value === 'string' && numberOf(value) === undefined) settings.push([name, value]);
      else entries.push({ key: name, value: typeof value === 'string' ? numberOf(value) : value });
    }
  }
  for (const [key, value] of Object.entries(objectOrText(summary.process_info) ?? {})) {
    const unit = PROCESS_UNITS[key];
    entries.push({ key, value, ...(unit === undefined ? {} : { unit }) });
  }
  const seconds = finite(summary.execution_timestamp);
  const failed = info?.has_exception === true || result.succeeded === false;
  return {
    kind: 'entries',
    entries: seconds === undefined ? entries : entries.map((entry) => ({ ...entry, timeMs: seconds * 1000 })),
    problems,
    settings: [...settings, ...settingsOf('ml_framework_info', framework), ...settingsOf('system_info', system)],
    ...(failed ? { end: 'failed' } : result.succeeded === true ? { end: 'success' } : {}),
  };
}
