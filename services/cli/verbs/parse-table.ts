import type { LogMeasurement, ParsedLog } from '../../core/formats/log/parsed.ts';
import { table } from '../table.ts';

/** Metrics that are listed for people, and that are kept at all; `--json` has every measurement. */
const METRICS_MAX = 1000;
/** Problems and settings listed for people. */
const LISTED_MAX = 20;

interface Summary {
  readonly metric: string;
  readonly unit: string | null;
  readonly format: string;
  count: number;
  readonly first: number;
  last: number;
  min: number;
  max: number;
}

/** What people read of a log: one row a metric. Measurements are added as they come and not kept. */
export interface ParseTable {
  add(measurement: LogMeasurement): void;
  text(log: ParsedLog): string;
}

export function createParseTable(): ParseTable {
  const summaries = new Map<string, Summary>();
  let unlisted = 0;

  return {
    add({ metric, value, unit, format }) {
      const key = `${format} ${metric}`;
      const summary = summaries.get(key);
      if (summary) {
        summary.count += 1;
        summary.last = value;
        summary.min = Math.min(summary.min, value);
        summary.max = Math.max(summary.max, value);
      } else if (summaries.size < METRICS_MAX) {
        summaries.set(key, { metric, unit, format, count: 1, first: value, last: value, min: value, max: value });
      } else unlisted += 1;
    },
    text({ format, status, problems, settings, omitted }) {
      const rows = [...summaries.values()].map((row) => [
        row.metric,
        row.unit,
        row.format,
        row.count,
        row.first,
        row.last,
        row.min,
        row.max,
      ]);
      const parts = [table(['metric', 'unit', 'format', 'values', 'first', 'last', 'least', 'greatest'], rows)];
      if (unlisted > 0) parts.push(`and ${unlisted} values of more metrics: --json has them all\n`);
      const described = Object.entries(settings).map(([name, value]) => `${name}: ${value}`);
      if (described.length > 0) parts.push(listed(described, omitted.settings));
      const faults = problems.map(({ line, message }) => `line ${line}: ${message}`);
      if (faults.length > 0) parts.push(listed(faults, omitted.problems));
      parts.push(`Format ${format}; the log says of its end: ${status}.\n`);
      return parts.join('\n');
    },
  };
}

function listed(lines: readonly string[], omitted: number): string {
  const more = lines.length - LISTED_MAX + omitted;
  const shown = lines.slice(0, LISTED_MAX);
  return `${[...shown, ...(lines.length > LISTED_MAX || omitted > 0 ? [`and ${more} more`] : [])].join('\n')}\n`;
}
