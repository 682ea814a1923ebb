import type { LineReading } from './entry.ts';
import { matched, NUMBER } from './number.ts';

/**
 * `performance: 14164 samples_per_second`, `performance: 14164/s, samples_per_second` and `performance: 14164, /s
 * samples_per_second`: value, a unit that may be absent, and what was measured.
 */
const PERFORMANCE = new RegExp(
  `(?<!\\w)performance:\\s{1,20}(${NUMBER})(?:,?\\s{0,8}(/[a-zA-Z]{1,40})\\s{0,8},?|,)?\\s{1,20}([^\\s,]{1,200})`,
);
const NODE = /(?<!\w)node_id:\s{0,20}(\d{1,10})/;
const GPUS = /(?<!\w)local_gpus:\s{0,20}(\d{1,10})/;
const DURATION =
  /(?<!\w)(?:test_duration:\s{0,20}(\d{1,12}(?:\.\d{0,12})?)s|Test Duration:\s{0,20}(\d{1,12}(?:\.\d{0,12})?)\s{0,8}seconds)/;

export const MAD_TOKENS: readonly string[] = [
  'performance:',
  'node_id:',
  'local_gpus:',
  'test_duration:',
  'Test Duration:',
];

/**
 * Reads one line for ROCm MAD (ROCm/madengine, src/madengine/deployment/base.py): a metric is called what the line calls
 * it. MAD takes the first `performance:` line of a log; here every one is a value.
 */
export function readMad(text: string): LineReading {
  if (!MAD_TOKENS.some((token) => text.includes(token))) return null;
  const performance = PERFORMANCE.exec(text);
  if (performance) {
    const [, value, per, key] = performance as unknown as [string, string, string | undefined, string];
    return {
      kind: 'entries',
      entries: [{ key, value: matched(value), ...(per === undefined ? {} : { unit: `1${per}` }) }],
    };
  }
  if (/^\s{0,20}performance:/.test(text))
    return { kind: 'problem', message: 'a performance: line without a number and a metric' };
  const gpus = GPUS.exec(text);
  if (gpus) return { kind: 'entries', entries: [{ key: 'local_gpus', value: Number(gpus[1]), unit: 'GPUs' }] };
  const duration = DURATION.exec(text);
  if (duration) {
    return {
      kind: 'entries',
      entries: [{ key: 'test_duration', value: Number(duration[1] ?? duration[2]), unit: 's' }],
    };
  }
  const node = NODE.exec(text);
  return node ? { kind: 'entries', entries: [], settings: [['node_id', node[1] as string]] } : null;
}
