import type { Recipe } from './recipe.ts';

/** What the comparison needs to know (PLUMBLINE_EXPECTED of the compare script). */
export function expectedOutcome(recipe: Pick<Recipe, 'runId' | 'hostName' | 'metrics' | 'measurements' | 'bands'>) {
  const recorded = new Map(recipe.measurements.map(({ metric, value }) => [metric, value]));
  return {
    run: recipe.runId,
    host: recipe.hostName,
    metrics: recipe.metrics.map(({ name, unit, kind, source }) => ({
      name,
      unit,
      kind,
      ...source,
      recorded: recorded.get(name) ?? null,
      low: finite(recipe.bands[name]?.low),
      high: finite(recipe.bands[name]?.high),
    })),
  };
}

/** JSON has no infinity: a side without a bound is a number that no measurement passes. */
function finite(bound: number | undefined): number | null {
  if (bound === undefined || Number.isNaN(bound)) return null;
  return Math.min(Number.MAX_VALUE, Math.max(-Number.MAX_VALUE, bound));
}
