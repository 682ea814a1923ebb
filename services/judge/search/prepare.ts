import { restorable } from '../../core/attribution/atoms.ts';
import { pinsDifference } from '../../core/attribution/difference.ts';
import { byControl } from '../../core/attribution/factor.ts';
import { noCause } from '../../core/attribution/no-cause.ts';
import { provenFactors } from '../../core/attribution/proven.ts';
import { boundOf } from '../../core/attribution/search/bound.ts';
import { PlumblineError } from '../../core/errors.ts';
import { OPEN_STATES } from '../../core/judge/incident.ts';
import type { FactorChange } from '../../core/model/factor.ts';
import type { Pins } from '../../core/model/pins.ts';
import type { Search, SideRequest } from '../../core/model/search.ts';
import type { PreparedSide } from '../../core/ports/mixer.ts';
import type { Run } from '../../core/ports/store-runs.ts';
import { changed, type SearchDeps } from './deps.ts';
import { endSearch } from './end.ts';
import { problemOf } from './problem.ts';
import { progressOf } from './progress.ts';

const MINUTE_MS = 60_000;
/** Incidents whose proven causes are looked at for a hint. */
const INCIDENTS_MAX = 1000;

/** A side with what a run of it takes, in minutes; null: none has run. */
interface Side extends PreparedSide {
  readonly minutes: number | null;
}

/**
 * Makes a search ready: both sides pinned and built, their differences, what pip knows of them, and the bound on what it
 * will cost, which is stated before its first experiment. Whether anything was done.
 */
export async function prepareSearch(deps: SearchDeps, search: Search): Promise<boolean> {
  const { store, tries, log } = deps;
  if (search.state === 'queued')
    return await store.searches.change(
      changed(deps, search, { state: 'preparing', reason: 'finds and builds both environments' }),
      'queued',
    );
  if (!tries.ready(search.id)) return false;
  const progress = progressOf(deps, search);
  try {
    const ready = await prepared(deps, search, progress.say);
    await progress.done();
    tries.succeeded(search.id);
    return await store.searches.change(ready, 'preparing');
  } catch (error) {
    await progress.done();
    const why = tries.failed(search.id, error);
    if (why !== null) return await endSearch(deps, search, 'preparing', noCause('blocked', why));
    log.warn('a search could not be prepared and is tried again', { search: search.id, error: String(error) });
    await store.searches.change(
      changed(deps, search, { reason: `is tried again: ${(error as Error).message}` }),
      'preparing',
    );
    return false;
  }
}

async function prepared(deps: SearchDeps, search: Search, say: (text: string) => void): Promise<Search> {
  const asked = {
    good: await sideOf(deps, search, search.sides.good, say),
    bad: await sideOf(deps, search, search.sides.bad, say),
  };
  assertComparable(asked.good.pins, asked.bad.pins);
  const shared = asked.bad.manifest.metrics.filter(({ name }) =>
    asked.good.manifest.metrics.some((other) => other.name === name),
  );
  if (shared.length === 0) throw new PlumblineError('INPUT_INVALID', 'both environments have no metric in common');
  if (search.metric !== null && !shared.some(({ name }) => name === search.metric))
    throw new PlumblineError('UNKNOWN_METRIC', `both environments do not share the metric "${search.metric}"`);
  say('compares both environments');
  const changes = await changesOf(deps, asked.good.pins, asked.bad.pins);
  const { good, bad } = await present(deps, search, asked, changes, say);
  const implications = await deps.mixer.implications(good.pins, bad.pins, changes);
  const hint = await hintFor(deps, search, new Set(changes.map(({ factor }) => factor)));
  const { limits } = bad.manifest;
  const ready = changed(deps, search, {
    ...{ state: 'running', good: good.pins, bad: bad.pins, limits, metrics: shared, changes, implications },
    ...(hint.length > 0 ? { hint } : {}),
  });
  const known = [good.minutes, bad.minutes].flatMap((minutes) => minutes ?? []);
  const minutes = known.length > 0 ? Math.max(...known) : limits.timeoutSeconds / 60;
  const paired = search.levels?.paired ?? true;
  const bound = boundOf(problemOf(ready, []), search.budget.maxPairs, paired, minutes);
  const cost = `at most ${bound.decisions} decisions for each that takes part, ${bound.runs} runs and ${Math.ceil(bound.minutes)} minutes`;
  return { ...ready, bound, reason: `searches ${changes.length} changes: ${cost}` };
}

/** Both sides with images that are there: a run may be older than the last clean-up, and then its image is built again. */
async function present(
  { mixer }: SearchDeps,
  { sides }: Search,
  { good, bad }: { readonly good: Side; readonly bad: Side },
  changes: readonly FactorChange[],
  say: (text: string) => void,
): Promise<{ readonly good: Side; readonly bad: Side }> {
  const there = async (side: Side, taken: readonly string[]): Promise<Side> => {
    const mixed = await mixer.mix(good.pins, bad.pins, { taken }, say);
    if (mixed.kind === 'refused') throw new PlumblineError('IMAGE_BUILD_FAILED', mixed.reason);
    return { ...side, pins: { ...side.pins, image: mixed.pins.image } };
  };
  const all = changes.map(({ factor }) => factor).sort();
  return {
    good: sides.good.kind === 'run' ? await there(good, []) : good,
    bad: sides.bad.kind === 'run' ? await there(bad, all) : bad,
  };
}

/** Differences that can be undone one by one, with those that pins do not show. */
async function changesOf({ mixer }: SearchDeps, good: Pins, bad: Pins): Promise<readonly FactorChange[]> {
  const shown = pinsDifference(good, bad);
  const unseen = (await mixer.unseen(good, bad)).filter(({ factor }) => !shown.some((one) => one.factor === factor));
  return restorable([...shown, ...unseen]).sort(byControl);
}

async function sideOf(
  { store, mixer }: SearchDeps,
  { benchmark, platform }: Search,
  side: SideRequest,
  say: (text: string) => void,
): Promise<Side> {
  if (side.kind !== 'run') return { ...(await mixer.prepare(benchmark, platform, side, say)), minutes: null };
  const run = await store.runs.get(side.run);
  if (run === null) throw new PlumblineError('NOT_FOUND', `there is no run "${side.run}"`);
  return { pins: run.pins, manifest: { limits: run.limits, metrics: [...run.metrics] }, minutes: minutesOf(run) };
}

function minutesOf({ startedAt, endedAt }: Run): number | null {
  return startedAt === null || endedAt === null ? null : (Date.parse(endedAt) - Date.parse(startedAt)) / MINUTE_MS;
}

function assertComparable(good: Pins, bad: Pins): void {
  for (const what of ['benchmark', 'platform', 'methodVersion'] as const)
    if (good[what] !== bad[what])
      throw new PlumblineError(
        'INPUT_INVALID',
        `the sides differ in ${what}: ${good[what]} and ${bad[what]}; their numbers cannot be compared`,
      );
}

/** Causes that were proven for other open incidents and are among the changes here. */
async function hintFor(
  { store, config }: SearchDeps,
  search: Search,
  changes: ReadonlySet<string>,
): Promise<readonly string[]> {
  const open = await store.incidents.list({ project: config.project, states: OPEN_STATES }, INCIDENTS_MAX);
  const proven = open
    .filter(({ id, platform }) => id !== search.incidentId && platform === search.platform)
    .flatMap(({ cause }) => provenFactors(cause).map(({ factor }) => factor));
  return [...new Set(proven)].filter((factor) => changes.has(factor)).sort();
}
