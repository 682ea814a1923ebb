import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { filesDigest, sha256Hex } from '../../services/core/model/identity.ts';
import type { RunOrder } from '../../services/core/model/job.ts';
import type { Metric } from '../../services/core/model/metric.ts';
import type { DatasetPin } from '../../services/core/model/pins.ts';

export const ACCURACY: Metric = {
  name: 'accuracy',
  kind: 'quality',
  unit: 'share',
  direction: 'higher',
  scale: 'rate',
  source: { format: 'mllog', key: 'eval_accuracy', reduce: 'last', warmup: 0 },
  minEffect: 0.01,
};

/** A shell line that prints a value as MLPerf logs it. */
export const PRINT_ACCURACY = `echo ':::MLLOG {"namespace": "", "time_ms": 1700000000000, "event_type": "POINT_IN_TIME", "key": "eval_accuracy", "value": 0.5, "metadata": {}}'`;

/** Writes files into a folder and pins them as a data set of kind `file`. */
export function pinFiles(folder: string, files: Readonly<Record<string, string>>): DatasetPin {
  const pinned = Object.entries(files).map(([path, text]) => {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
    return { path, sha256: sha256Hex(text), bytes: Buffer.byteLength(text) };
  });
  return { name: 'tiny', version: '1', digest: filesDigest(pinned), source: { kind: 'file' }, files: pinned, folder };
}

export interface OrderOptions {
  readonly runId: string;
  readonly imageId: string;
  readonly dataset: DatasetPin;
  /** A line for the image's shell; or a whole command. */
  readonly script?: string;
  readonly command?: readonly string[];
  readonly attempt?: number;
  readonly limits?: Partial<RunOrder['limits']>;
  readonly env?: Readonly<Record<string, string>>;
  readonly metrics?: readonly Metric[];
}

/** A wholly pinned order for the tests' image. */
export function makeOrder(options: OrderOptions): RunOrder {
  const digest = `sha256:${'0'.repeat(64)}`;
  return {
    runId: options.runId,
    attempt: options.attempt ?? 1,
    seed: 7,
    pins: {
      schemaVersion: 1,
      benchmark: 'tiny',
      methodVersion: 1,
      platform: 'test',
      image: { reference: options.imageId, kind: 'image-id' },
      base: { reference: options.imageId, kind: 'image-id' },
      lock: { digest, packages: {} },
      code: {},
      command: [...(options.command ?? ['sh', '-c', options.script ?? PRINT_ACCURACY])],
      config: { b: 2, a: 'one' },
      env: { ...options.env },
      dataset: options.dataset,
    },
    limits: { timeoutSeconds: 60, memoryMiB: 64, cpus: 1, pids: 32, shmMiB: 8, tmpMiB: 16, ...options.limits },
    metrics: [...(options.metrics ?? [ACCURACY])],
  };
}
