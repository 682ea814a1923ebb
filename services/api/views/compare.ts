import { factorDifference, pinsDifference } from '../../core/attribution/difference.ts';
import { factorGroups } from '../../core/attribution/groups.ts';
import { gotWorse, metricDifference } from '../../core/judge/metric-difference.ts';
import type { CompareView } from '../../core/model/api/compare.ts';
import type { Store } from '../../core/ports/store.ts';
import type { Run } from '../../core/ports/store-runs.ts';
import { runBands } from '../run-bands.ts';
import { runEnvironment } from '../run-environment.ts';
import { runSummary } from './run.ts';

/** Two ended runs of one benchmark and platform beside each other. */
export async function compareView(store: Store, good: Run, bad: Run): Promise<CompareView> {
  const [before, after, measured, bands] = await Promise.all([
    runEnvironment(store, good),
    runEnvironment(store, bad),
    store.runs.measurements([good.id, bad.id]),
    runBands(store, bad),
  ]);
  const metrics = bad.metrics.map((metric) =>
    metricDifference(
      metric,
      { host: good.host, measurements: measured.get(good.id) ?? [] },
      { host: bad.host, measurements: measured.get(bad.id) ?? [] },
      bands.get(metric.name) ?? null,
    ),
  );
  const whole = before.stack !== null && after.stack !== null;
  const changes = whole
    ? factorDifference(before, after)
    : [...pinsDifference(good.pins, bad.pins), ...factorDifference(before, after)];
  const environment = factorGroups(changes).map((group) => ({
    ...group,
    changes: group.changes.map((one) => ({ ...one })),
  }));
  return {
    good: runSummary(good),
    bad: runSummary(bad),
    source: whole ? 'observed' : 'pins',
    environment,
    metrics,
    worse: gotWorse(metrics) || (good.outcome === 'measured' && bad.outcome !== 'measured'),
  };
}
