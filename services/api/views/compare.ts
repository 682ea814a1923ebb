import { factorDifference, type ObservedEnvironment, pinsDifference } from '../../core/attribution/difference.ts';
import { factorGroups } from '../../core/attribution/groups.ts';
import { gotWorse, metricDifference } from '../../core/judge/metric-difference.ts';
import type { CompareView } from '../../core/model/api/compare.ts';
import type { Store } from '../../core/ports/store.ts';
import type { Run } from '../../core/ports/store-runs.ts';
import { runSummary } from './run.ts';

/** Two ended runs of one benchmark and platform beside each other. */
export async function compareView(store: Store, good: Run, bad: Run): Promise<CompareView> {
  const [before, after, measured, bands] = await Promise.all([
    observed(store, good),
    observed(store, bad),
    store.runs.measurements([good.id, bad.id]),
    bandsOf(store, bad),
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

async function observed(store: Store, { stackFingerprint, hostFingerprint }: Run): Promise<ObservedEnvironment> {
  const [stack, host] = await Promise.all([
    stackFingerprint === null ? null : store.environments.get('stack', stackFingerprint),
    hostFingerprint === null ? null : store.environments.get('host', hostFingerprint),
  ]);
  return { stack, host };
}

/** Bands in force by metric, of the series that the run belongs to. */
async function bandsOf(store: Store, { project, pins: { benchmark, platform, methodVersion } }: Run) {
  const all = await store.series.list(project, { benchmark, platform });
  const own = all.filter((series) => series.methodVersion === methodVersion);
  const bands = await store.series.bands(own.map(({ id }) => id));
  return new Map(own.map(({ id, metric }) => [metric, bands.get(id) ?? null]));
}
