import { PlumblineError } from '../core/errors.ts';
import type { LogFormat as LogFormatName } from '../core/model/metric.ts';
import { LogFormat } from '../core/model/metric.ts';

/** Options of `plumbline push`, as the command line has them. */
export interface PushOptions {
  benchmark?: string;
  platform?: string;
  seed?: number;
  format?: string;
  metric: string[];
  metrics?: string;
  envFrom?: string;
  host?: string;
  started?: string;
  ended?: string;
  exitCode?: number;
  night?: string;
  last?: boolean;
  source: string;
  sourceId?: string;
  sourceUrl?: string;
  tainted: string[];
  dryRun?: boolean;
  key?: string;
}

/** `accuracy=val_accuracy` → metric and key. USAGE names the argument. */
export function splitMetrics(pairs: readonly string[]): ReadonlyMap<string, string> {
  return new Map(
    pairs.map((pair) => {
      const at = pair.indexOf('=');
      if (at <= 0 || at === pair.length - 1)
        throw new PlumblineError('USAGE', `--metric ${pair}: expected name=key, as in accuracy=val_accuracy`);
      return [pair.slice(0, at), pair.slice(at + 1)];
    }),
  );
}

/** The format of that name; null: whichever is found. USAGE names the known ones. */
export function formatOf(name: string | undefined): LogFormatName | null {
  if (name === undefined) return null;
  const known: readonly string[] = LogFormat.enum;
  if (known.includes(name)) return name as LogFormatName;
  throw new PlumblineError('USAGE', `--format ${name}: known are ${known.join(', ')}`);
}

/** An instant as a person writes it: `2026-11-01T02:00:00Z` or with an offset. USAGE names the argument. */
export function instantOf(option: string, text: string | undefined, otherwise: Date): string {
  if (text === undefined) return otherwise.toISOString();
  const time = Date.parse(text);
  if (Number.isNaN(time) || !/T.*(?:Z|[+-]\d{2}:?\d{2})$/.test(text))
    throw new PlumblineError('USAGE', `${option} ${text}: expected an instant such as 2026-11-01T02:00:00Z`);
  return new Date(time).toISOString();
}
