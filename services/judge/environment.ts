import { factorDifference, type ObservedEnvironment, pinsDifference } from '../core/attribution/difference.ts';
import type { FactorChange } from '../core/model/incident.ts';
import type { Run } from '../core/ports/store-runs.ts';
import type { JudgeDeps } from './deps.ts';

/**
 * What changed between two runs' environments: as it was observed, and where a run never got as far as its container, as
 * it was pinned.
 */
export async function environmentDifference(deps: JudgeDeps, good: Run, bad: Run): Promise<FactorChange[]> {
  const [before, after] = [await observed(deps, good), await observed(deps, bad)];
  const seen = factorDifference(before, after);
  return before.stack && after.stack ? seen : [...pinsDifference(good.pins, bad.pins), ...seen];
}

async function observed({ store }: JudgeDeps, run: Run): Promise<ObservedEnvironment> {
  const { stackFingerprint, hostFingerprint } = run;
  return {
    stack: stackFingerprint === null ? null : await store.environments.get('stack', stackFingerprint),
    host: hostFingerprint === null ? null : await store.environments.get('host', hostFingerprint),
  };
}
