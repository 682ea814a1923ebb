import type { Config } from '../core/model/config.ts';
import { createLeaseTrust } from '../core/planning/lease-trust.ts';
import type { Clock, Ids, Log } from '../core/ports/base.ts';
import type { Mixer } from '../core/ports/mixer.ts';
import type { HeldJobs, JobQueue } from '../core/ports/queue.ts';
import type { CatalogSource } from '../core/ports/sources.ts';
import type { Store } from '../core/ports/store.ts';
import type { IssueTracker } from '../core/ports/tracker.ts';
import { createJudge } from '../judge/loop.ts';
import { createSearcher } from '../judge/search/step.ts';
import { reconcile } from '../queue/reconciler.ts';
import { createReporter } from '../reporter/reporter.ts';
import { type Loop, startLoop } from './loop.ts';
import { secretsOf } from './secrets.ts';
import { startSourceWatch } from './source-watch.ts';

/** How often each loop looks by itself, in milliseconds; what happens in this process wakes judge, search and reporter at once. */
const JUDGE_MS = 2_000;
const SEARCH_MS = 2_000;
const REPORTER_MS = 5_000;
const RECONCILE_MS = 10_000;
/** How long the end of the service waits for what a search is building, in milliseconds; the next start builds it again. */
const SEARCH_STOP_MS = 5_000;
const RETENTION_MS = 3_600_000;
const DAY_MS = 86_400_000;

export interface LoopDeps {
  readonly config: Config;
  readonly store: Store;
  readonly queue: JobQueue & HeldJobs;
  readonly catalog: CatalogSource;
  readonly mixer: Mixer;
  readonly tracker: IssueTracker | null;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly log: Log;
}

/** Starts judge, search, reporter, reconciler, retention and the watch of data sources. */
export function startLoops(deps: LoopDeps): { wake(): void; stop(): Promise<void> } {
  const { config, store, queue, clock, ids, log } = deps;
  const secrets = secretsOf(config);
  const judge = createJudge({
    store,
    queue,
    catalog: deps.catalog,
    clock,
    ids,
    log,
    config: {
      project: config.project,
      maxPairs: config.budgets.maxPairs,
      rerunShare: config.budgets.rerunPercent / 100,
      calibrationRuns: config.calibration.runs,
      secrets,
    },
  });
  const searcher = createSearcher({
    ...{ store, queue, mixer: deps.mixer, clock, ids, log },
    config: {
      project: config.project,
      maxPairs: config.budgets.maxPairs,
      searchRuns: config.budgets.searchRuns,
      searchMinutes: config.budgets.searchMinutes,
      secrets,
    },
  });
  const reporter = createReporter({ store, tracker: deps.tracker, clock, log });
  const start = (name: string, intervalMs: number, step: () => Promise<unknown>): Loop =>
    startLoop({ name, intervalMs, step, clock, log });
  const woken = [start('judge', JUDGE_MS, () => judge.step()), start('reporter', REPORTER_MS, () => reporter.step())];
  // By itself: a step builds images, which takes minutes, and neither a night nor the end of the service waits for it.
  const search = start('search', SEARCH_MS, () => searcher.step());
  const leasesTrusted = createLeaseTrust(clock);
  const others = [
    start('reconciler', RECONCILE_MS, () =>
      reconcile({ jobs: store.jobs, queue, clock, log, trusted: leasesTrusted() }),
    ),
    startSourceWatch(deps),
    start('retention', RETENTION_MS, () => {
      const before = (days: number) => new Date(clock.now().getTime() - days * DAY_MS).toISOString();
      return store.maintenance.retain({
        logsBefore: before(config.retention.logDays),
        samplesBefore: before(config.retention.sampleDays),
      });
    }),
  ];
  return {
    wake: () => {
      for (const loop of [...woken, search]) loop.wake();
    },
    stop: async () => {
      await Promise.all([...[...woken, ...others].map((loop) => loop.stop()), stopWithin(search, clock)]);
    },
  };
}

/** Stops a loop, but waits for the step that is under way no longer than the bound. */
async function stopWithin(loop: Loop, clock: Clock): Promise<void> {
  const over = new AbortController();
  await Promise.race([loop.stop().finally(() => over.abort()), clock.sleep(SEARCH_STOP_MS, over.signal)]);
}
