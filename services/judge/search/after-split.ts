import { factorDifference } from '../../core/attribution/difference.ts';
import { isHostFactor } from '../../core/attribution/factor.ts';
import { hostSplit } from '../../core/attribution/trial/host-split.ts';
import type { Host } from '../../core/model/environment.ts';
import type { FactorChange } from '../../core/model/incident.ts';
import type { Conclusion, Search, SearchStep, SideRequest } from '../../core/model/search.ts';
import type { Run } from '../../core/ports/store-runs.ts';
import type { SearchDeps } from './deps.ts';

/**
 * What it means that fresh runs of both sides give the same: the difference is gone, or both give what the bad run gave.
 * Then it is the host's, and what changed between the hosts of the two runs is named. Only runs were measured before.
 */
export async function afterSplit(
  deps: SearchDeps,
  search: Search,
  [split]: readonly SearchStep[],
  conclusion: Conclusion,
): Promise<Conclusion> {
  const { store } = deps;
  const good = await runOf(deps, search.sides.good);
  const bad = await runOf(deps, search.sides.bad);
  const asked = split?.ask.kind === 'trial' && split.ask.stage === 'split' && split.answer?.kind === 'trial';
  if (conclusion.outcome !== 'not-reproducible' || !asked || !split.experimentId || !good || !bad) return conclusion;
  const runs = await store.experiments.runs(split.experimentId);
  const measured = await store.runs.measurements([good.id, bad.id]);
  const value = (run: Run, metric: string) => measured.get(run.id)?.find((one) => one.metric === metric)?.value ?? null;
  for (const metric of search.metrics.filter(({ name }) => search.metric === null || name === search.metric)) {
    const { name } = metric;
    const { outcome, reason } = hostSplit(runs, metric, { good: value(good, name), bad: value(bad, name) });
    if (outcome === 'host')
      return { ...conclusion, outcome, metric: name, factors: await hostChanges(deps, good, bad), reason };
  }
  return conclusion;
}

async function runOf({ store }: SearchDeps, side: SideRequest): Promise<Run | null> {
  return side.kind === 'run' ? await store.runs.get(side.run) : null;
}

async function hostChanges({ store }: SearchDeps, good: Run, bad: Run): Promise<readonly FactorChange[]> {
  const host = ({ hostFingerprint }: Run): Promise<Host | null> =>
    hostFingerprint === null ? Promise.resolve(null) : store.environments.get('host', hostFingerprint);
  const [before, after] = [await host(good), await host(bad)];
  const changes = factorDifference({ stack: null, host: before }, { stack: null, host: after });
  return changes.filter(({ factor }) => isHostFactor(factor));
}
