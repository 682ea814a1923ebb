import { PlumblineError } from '../errors.ts';
import type { SearchRequest } from '../model/api/search.ts';
import type { Catalog } from '../model/catalog.ts';
import type { Metric } from '../model/metric.ts';
import { isRestorable } from '../model/pins.ts';
import type { Search, SearchBudget, SideRequest } from '../model/search.ts';
import type { Ids } from '../ports/base.ts';
import type { Run } from '../ports/store-runs.ts';
import { findBenchmark, findPlatform } from './manual.ts';

/** What a search may cost where nobody says otherwise: about a night's worth of runs, ten hours, and as many pairs as a confirmation. */
export const SEARCH_BUDGET: SearchBudget = { maxRuns: 80, maxMinutes: 600, maxPairs: 12 };
/** Most that a person may ask for: beyond it a search is a mistake in the command. */
export const SEARCH_BUDGET_MAX: SearchBudget = { maxRuns: 10_000, maxMinutes: 100_000, maxPairs: 100 };

export interface SearchInput {
  readonly request: SearchRequest;
  /** The runs that the sides name, with null for one that does not exist; a side of another kind has none. */
  readonly runs: { readonly good?: Run | null; readonly bad?: Run | null };
  readonly catalog: Catalog;
  readonly project: string;
  readonly actor: string;
  readonly budget: SearchBudget;
  readonly now: Date;
  readonly ids: Ids;
}

interface Subject {
  readonly benchmark: string;
  readonly platform: string;
  readonly metrics: readonly Metric[];
}

/**
 * The search that somebody asks for by hand, before anything of it was prepared. Both sides may be the same: a control.
 * NOT_FOUND, UNKNOWN_BENCHMARK, UNKNOWN_PLATFORM, UNKNOWN_METRIC or INPUT_INVALID, each with the value.
 */
export function planSearchRequest(input: SearchInput): Search {
  const { request, project, actor, now, ids } = input;
  const { benchmark, platform, metrics } = subjectOf(input);
  const metric = request.metric ?? null;
  if (metric !== null && !metrics.some(({ name }) => name === metric)) {
    const known = metrics.map(({ name }) => name).join(', ');
    throw new PlumblineError('UNKNOWN_METRIC', `${benchmark} has no metric "${metric}"; it has ${known}`);
  }
  const createdAt = now.toISOString();
  return {
    ...{ id: ids.next('sea'), project, incidentId: null, actor, benchmark, platform },
    ...{ state: 'queued', createdAt, updatedAt: createdAt, sides: { good: request.good, bad: request.bad } },
    ...{ good: null, bad: null, limits: null, metrics: [], metric, changes: [], implications: [] },
    ...{ levels: null, host: null, bound: null, conclusion: null },
    budget: budgetOf(input),
    reason: 'waits to be prepared',
  };
}

/** What the two runs ran, or what the catalog has under the names that were given. */
function subjectOf(input: SearchInput): Subject {
  const good = endedRun(input.request.good, input.runs.good);
  const bad = endedRun(input.request.bad, input.runs.bad);
  const run = good ?? bad;
  if (good && bad) sameSubject(good, bad);
  if (run !== null) {
    const { benchmark, platform } = run.pins;
    named('benchmark', input.request.benchmark, benchmark, run.id);
    named('platform', input.request.platform, platform, run.id);
    // The side that is no run is made from the manifest of now.
    if (!good || !bad) findPlatform(platform, findBenchmark(input.catalog, benchmark));
    return { benchmark, platform, metrics: run.metrics };
  }
  const { benchmark } = input.request;
  if (benchmark === undefined)
    throw new PlumblineError('INPUT_INVALID', 'name the benchmark, or give a run for one of the sides');
  const manifest = findBenchmark(input.catalog, benchmark);
  const platform = findPlatform(input.request.platform, manifest);
  return { benchmark, platform, metrics: manifest.metrics };
}

function endedRun(side: SideRequest, run: Run | null | undefined): Run | null {
  if (side.kind !== 'run') return null;
  if (!run) throw new PlumblineError('NOT_FOUND', `there is no run "${side.run}"`);
  if (run.state !== 'ended')
    throw new PlumblineError('INPUT_INVALID', `run "${run.id}" is ${run.state}; a search needs runs that have ended`);
  if (!isRestorable(run.pins))
    throw new PlumblineError(
      'INPUT_INVALID',
      `another system made run "${run.id}", and no image of it is pinned here: nothing can be mixed from it`,
    );
  return run;
}

/** INPUT_INVALID when two runs are not of the same benchmark and platform: their numbers have nothing in common. */
export function sameSubject(good: Run, bad: Run): void {
  for (const what of ['benchmark', 'platform'] as const) {
    const [one, other] = [good.pins[what], bad.pins[what]];
    if (one !== other)
      throw new PlumblineError(
        'INPUT_INVALID',
        `the runs are of two ${what}s: ${good.id} of ${one}, ${bad.id} of ${other}`,
      );
  }
}

function named(what: string, wish: string | undefined, own: string, run: string): void {
  if (wish !== undefined && wish !== own)
    throw new PlumblineError('INPUT_INVALID', `${what} "${wish}" was named, but run ${run} is of ${own}`);
}

function budgetOf({ request, budget }: SearchInput): SearchBudget {
  const units = { maxRuns: 'runs', maxMinutes: 'minutes', maxPairs: 'pairs' } as const;
  const bounded = (key: keyof SearchBudget): number => {
    const value = request[key] ?? budget[key];
    if (value <= 0)
      throw new PlumblineError(
        'INPUT_INVALID',
        `a budget of ${value} ${units[key]} can show nothing; ${key} is 1 or more`,
      );
    if (value > SEARCH_BUDGET_MAX[key])
      throw new PlumblineError('INPUT_INVALID', `${key} is ${value}; at most ${SEARCH_BUDGET_MAX[key]} are possible`);
    return value;
  };
  return { maxRuns: bounded('maxRuns'), maxMinutes: bounded('maxMinutes'), maxPairs: bounded('maxPairs') };
}
