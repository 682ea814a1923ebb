import type { DocumentKind } from './document.ts';
import type { JsonObject, LogEntry } from './entry.ts';
import { objectOf } from './record.ts';

/**
 * Records of PyTorch's benchmark database, version 3 (pytorch/test-infra, .github/scripts/upload_benchmark_results.py): a
 * list of them, or one a line. A metric is called `<model>.<metric>`, with what the record says of mode, type and
 * backend in brackets, since one file holds a model under several.
 */
export const HUD: DocumentKind = {
  name: 'PyTorch HUD',
  sign: '"benchmark_values"',
  read(value) {
    const records = (Array.isArray(value) ? value : [value]).map(objectOf);
    const found = records.filter(
      (record): record is JsonObject => objectOf(record?.metric)?.benchmark_values !== undefined,
    );
    if (found.length === 0) return null;
    const without = records.length - found.length;
    return {
      kind: 'entries',
      entries: found.flatMap(entriesOf),
      problems: without > 0 ? [`${without} of ${records.length} records have no benchmark_values`] : [],
      settings: found.flatMap(settingsOf),
    };
  },
};

function entriesOf(record: JsonObject): LogEntry[] {
  const [benchmark, model, metric] = ['benchmark', 'model', 'metric'].map((key) => objectOf(record[key]));
  const values = metric?.benchmark_values;
  const variant = [benchmark?.mode, benchmark?.dtype, model?.backend].filter(
    (part) => typeof part === 'string' && part !== '',
  );
  const name = [model?.name, metric?.name].filter((part) => typeof part === 'string' && part !== '').join('.');
  const key = variant.length > 0 ? `${name}[${variant.join(',')}]` : name;
  return (Array.isArray(values) ? values : [values]).map((value) => ({ key, value }));
}

function settingsOf(record: JsonObject): [string, string][] {
  const benchmark = objectOf(record.benchmark);
  return typeof benchmark?.name === 'string' ? [['benchmark', benchmark.name]] : [];
}
