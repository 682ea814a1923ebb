import { trialKey } from '../../core/attribution/content.ts';
import type { Experiment } from '../../core/model/experiment.ts';
import type { Pins } from '../../core/model/pins.ts';
import type { Search, SearchAsk, SearchStage, SearchStep, TrialResult } from '../../core/model/search.ts';
import { PRIORITY } from '../../core/planning/priority.ts';
import type { Mixed } from '../../core/ports/mixer.ts';
import { cutShort } from './cut-short.ts';
import { changed, type SearchDeps } from './deps.ts';
import { endSearch } from './end.ts';
import { runsOfPair } from './problem.ts';
import { progressOf } from './progress.ts';
import { reusedAnswer } from './reuse.ts';

/** Stages that compare both sides as they are: nothing is mixed, and no level is known. */
const WHOLE: readonly SearchStage[] = ['split', 'host'];

type TrialAsk = Extract<SearchAsk, { kind: 'trial' }>;

/**
 * Begins a trial: its mixture is built, and then the step is stored with its experiment in one write. One that is refused,
 * or that an earlier experiment answers, is stored with its answer at once.
 *
 * @param used runs that the search has cost so far.
 */
export async function beginTrial(
  deps: SearchDeps,
  search: Search,
  at: number,
  ask: TrialAsk,
  used: number,
): Promise<boolean> {
  const { store, queue, log, clock } = deps;
  const mixed = await mix(deps, search, ask);
  if (typeof mixed === 'boolean') return mixed;
  const step: SearchStep = {
    ...{ searchId: search.id, at, ask, answer: null, experimentId: null },
    createdAt: clock.now().toISOString(),
  };
  if (mixed.kind === 'refused') return await store.searches.begin({ ...step, answer: refused(mixed.reason) }, null);
  const experiment = experimentOf(deps, search, at, ask, mixed.pins, used);
  const reused = await reusedAnswer(deps, search, experiment);
  if (reused !== null) return await store.searches.begin({ ...step, ...reused }, null);
  if (!(await store.searches.begin({ ...step, experimentId: experiment.id }, experiment))) return false;
  await store.searches.change(changed(deps, search, { reason: `step ${at}: ${ask.text}` }), 'running');
  // Written first, enqueued second: what is lost here is enqueued by the reconciler.
  const { id: jobId, platform } = experiment;
  await queue.enqueue({ jobId, platform, priority: PRIORITY.experiment });
  log.info('trial begun', { search: search.id, step: at, experiment: jobId, mixture: ask.text });
  return true;
}

/** The mixture's pins, or that there is none. False: it is tried again later; true: the search was ended instead. */
async function mix(deps: SearchDeps, search: Search, ask: TrialAsk): Promise<Mixed | boolean> {
  const { store, mixer, tries, log } = deps;
  const { good, bad, id } = search;
  if (good === null || bad === null || !tries.ready(id)) return false;
  if (WHOLE.includes(ask.stage)) return { kind: 'pins', pins: bad };
  const progress = progressOf(deps, search);
  try {
    const mixed = await mixer.mix(good, bad, ask.mixture, progress.say);
    tries.succeeded(id);
    return mixed;
  } catch (error) {
    await progress.done();
    const why = tries.failed(id, error);
    if (why !== null)
      return await endSearch(deps, search, 'running', cutShort(search, await store.searches.steps(id), why));
    log.warn('a mixture could not be built and is tried again', { search: id, error: String(error) });
    return false;
  } finally {
    await progress.done();
  }
}

/** Both sides of the pairs are the good environment and the mixture, on the host whose levels are known. */
function experimentOf(
  { ids, clock }: SearchDeps,
  search: Search,
  step: number,
  ask: TrialAsk,
  mixture: Pins,
  used: number,
): Experiment {
  const { project, incidentId, benchmark, platform, levels, host, limits } = search;
  const good = search.good as Pins;
  const question = WHOLE.includes(ask.stage) ? 'split' : 'classify';
  const metric = question === 'split' ? search.metric : (levels?.metric ?? null);
  const paired = levels === null || levels.paired;
  const left = Math.floor((search.budget.maxRuns - used) / runsOfPair(search));
  const maxPairs = Math.max(1, Math.min(search.budget.maxPairs, left));
  return {
    ...{ id: ids.next('exp'), project, incidentId, benchmark, platform, state: 'queued' },
    createdAt: clock.now().toISOString(),
    ...{ good, bad: mixture, seriesIds: [], maxPairs, candidates: 1, continues: null },
    seeds: Array.from({ length: maxPairs }, () => ids.seed()),
    ...{ reason: '', host },
    trial: {
      searchId: search.id,
      step,
      question,
      key: trialKey({ good, bad: mixture, question, paired, metric, limits }),
    },
  };
}

/** The answer of a mixture that does not exist. */
function refused(reason: string): TrialResult {
  return {
    ...{ kind: 'trial', verdict: 'unresolved', unresolved: 'refused', reason, reference: null, value: null },
    ...{ effect: null, interval: null, share: null, evidence: 1, pairs: 0, runs: 0, host: null },
  };
}
