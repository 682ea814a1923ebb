import { factorDifference } from '../../core/attribution/difference.ts';
import { factorKind } from '../../core/attribution/factor.ts';
import { provenFactors } from '../../core/attribution/proven.ts';
import type { Stack } from '../../core/model/environment.ts';
import type { Arm } from '../../core/model/experiment.ts';
import type { FactorChange } from '../../core/model/factor.ts';
import type { Conclusion, Search, SearchStep } from '../../core/model/search.ts';
import type { SearchDeps } from './deps.ts';

/** What an image brings along; the rest of a stack comes from the job. */
const INSIDE: readonly string[] = ['package', 'os-package', 'python', 'base'];

/** Differences that are kept: a base of another release changes every package of the system, and nobody reads them all. */
const SUSPECTS_MAX = 100;

/**
 * A conclusion whose cause is an image that others built, with what its two images differ in as suspects: those of the
 * last good and the first bad digest where bisection found them, else of both sides. It is what their runs observed, no
 * proof; where no run of one of them observed anything, nothing is added.
 */
export async function withImageSuspects(deps: SearchDeps, search: Search, conclusion: Conclusion): Promise<Conclusion> {
  const cause = provenFactors(conclusion).find(({ factor }) => factor === 'image');
  if (cause === undefined) return conclusion;
  const digests = conclusion.first?.what === 'digests' ? conclusion.first : null;
  const steps = await deps.store.searches.steps(search.id);
  const stack = (image: string) => stackOf(deps, search, steps, cause, image);
  const good = await stack(digests?.lastGood ?? cause.from);
  const bad = await stack(digests?.firstBad ?? cause.to);
  const known = new Set(conclusion.suspects.map(({ factor }) => factor));
  const seen = factorDifference({ stack: good, host: null }, { stack: bad, host: null });
  const inside = seen.filter(({ factor }) => INSIDE.includes(factorKind(factor)) && !known.has(factor));
  return { ...conclusion, suspects: [...conclusion.suspects, ...inside].slice(0, SUSPECTS_MAX) };
}

/** What a run in this image observed, of the search's own runs or else of the run that one side is; null: none did. */
async function stackOf(
  { store }: SearchDeps,
  { sides }: Search,
  steps: readonly SearchStep[],
  cause: FactorChange,
  image: string,
): Promise<Stack | null> {
  const observed = async (id: string): Promise<Stack | null> => {
    const fingerprint = (await store.runs.get(id))?.stackFingerprint ?? null;
    return fingerprint === null ? null : await store.environments.get('stack', fingerprint);
  };
  for (const step of steps) {
    const arms = (['good', 'bad'] as const).filter((arm) => imageOf(step, arm, cause) === image);
    if (step.experimentId === null || arms.length === 0) continue;
    for (const run of await store.experiments.runs(step.experimentId)) {
      const stack = arms.includes(run.arm) ? await observed(run.runId) : null;
      if (stack !== null) return stack;
    }
  }
  const side = image === cause.from ? sides.good : image === cause.to ? sides.bad : null;
  return side?.kind === 'run' ? await observed(side.run) : null;
}

/** The image that an arm of a trial ran in: beside the mixture runs the good side; null: it was no trial. */
function imageOf({ ask }: SearchStep, arm: Arm, { from, to }: FactorChange): string | null {
  if (ask.kind !== 'trial') return null;
  if (arm === 'good') return from;
  return ask.mixture.image ?? (ask.mixture.taken.includes('image') ? to : from);
}
