import { systemClock } from '../../services/composition/clock.ts';
import { type CacheOptions, createDatasetCache, type DatasetCache } from '../../workers/datasets/cache.ts';
import { silent } from './loopback.ts';

/** Short enough for a test, long enough for a busy machine. */
const PATIENCE = { connectMs: 10_000, idleMs: 10_000, pauseMs: 1, pauseMsMax: 20 };

/** A data set cache that nothing limits, but for what the test says. */
export function testCache(root: string, options: Partial<CacheOptions> = {}): DatasetCache {
  return createDatasetCache(root, {
    clock: systemClock,
    log: silent,
    containers: null,
    origins: [],
    privateHosts: [],
    quotaGiB: 100,
    isActive: () => false,
    stop: new AbortController().signal,
    ...options,
    patience: { ...PATIENCE, ...options.patience },
  });
}
