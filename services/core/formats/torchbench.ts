import type { DocumentKind } from './document.ts';
import { objectOf, settingsOf } from './record.ts';

/**
 * A metrics file of TorchBench (pytorch/benchmark, userbenchmark): `metrics-YYYYmmddHHMMSS.json`. Latencies are in
 * milliseconds; the unit of memory is not written in the file and has changed.
 */
export const TORCHBENCH: DocumentKind = {
  name: 'TorchBench',
  sign: '"environ"',
  read(value) {
    const file = objectOf(value);
    const metrics = objectOf(file?.metrics);
    const environ = objectOf(file?.environ);
    if (!file || !metrics || !environ || typeof file.name !== 'string') return null;
    return {
      kind: 'entries',
      entries: Object.entries(metrics).map(([key, value]) => ({
        key,
        value,
        ...(key.endsWith('_latency') ? { unit: 'ms' } : {}),
      })),
      settings: [['name', file.name], ...settingsOf('environ', environ)],
    };
  },
};
