import type { SearchDetail, SearchRequest } from '../../services/core/model/api/search.ts';
import type { SideRequest } from '../../services/core/model/search.ts';
import type { AttributionCase, Edition } from './case.ts';
import { lockOf } from './locks.ts';
import { type CaseRow, scoreCase } from './score.ts';

/** The running service, as a case needs it. */
export interface Driver {
  /** Called once, before anything else, so that the catalog holds the case's benchmark in this edition, pinned. */
  publish(one: AttributionCase, edition: Edition): Promise<void>;
  /** Runs the benchmark as published, on a host in the edition's condition, which then stays so; gives the run's id. */
  run(one: AttributionCase, edition: Edition): Promise<string>;
  /** Starts a search and waits for its end. */
  bisect(request: SearchRequest): Promise<SearchDetail>;
  /** What a bisection found, in the case's word: of a commit, its subject. */
  nameOf(item: string): string;
  /** Takes back what the case did to the machine. */
  release(): Promise<void>;
}

/** Drives one case through the service, and scores what it says. */
export async function runCase(
  one: AttributionCase,
  driver: Driver,
  state: string,
): Promise<{ readonly row: CaseRow; readonly detail: SearchDetail }> {
  try {
    await driver.publish(one, one.good);
    const detail = await driver.bisect({
      benchmark: one.benchmark,
      metric: one.metric,
      ...(await sidesOf(one, driver, state)),
    });
    return { row: scoreCase(one, detail, driver.nameOf), detail };
  } finally {
    await driver.release();
  }
}

/**
 * Both sides in the plainest of the ways that the service offers and that can say them: two locks, factors set, or else
 * a run of each edition.
 */
async function sidesOf(
  one: AttributionCase,
  driver: Driver,
  state: string,
): Promise<{ readonly good: SideRequest; readonly bad: SideRequest }> {
  const { good, bad } = one;
  if (kindOf(good) === 'packages' && kindOf(bad) === 'packages' && !sameRequirements(one)) {
    return {
      good: { kind: 'lock', text: await lockOf(good.requirements, state) },
      bad: { kind: 'lock', text: await lockOf(bad.requirements, state) },
    };
  }
  if (kindOf(good) === 'packages' && kindOf(bad) === 'settings' && sameRequirements(one)) {
    return { good: { kind: 'set', set: {} }, bad: { kind: 'set', set: settingsOf(bad) } };
  }
  const before = await driver.run(one, good);
  await driver.publish(one, bad);
  return { good: { kind: 'run', run: before }, bad: { kind: 'run', run: await driver.run(one, bad) } };
}

/** What an edition changes beside the catalog's folder: packages alone, settings and variables too, or more than that. */
function kindOf({ config, env, data, commits, host }: Edition): 'packages' | 'settings' | 'more' {
  if (data !== undefined || commits !== undefined || host !== undefined) return 'more';
  return config === undefined && env === undefined ? 'packages' : 'settings';
}

const sameRequirements = ({ good, bad }: AttributionCase): boolean =>
  [...good.requirements].sort().join() === [...bad.requirements].sort().join();

function settingsOf({ config = {}, env = {} }: Edition): Record<string, string | number | boolean> {
  return Object.fromEntries([
    ...Object.entries(config).map(([key, value]) => [`config:${key}`, value]),
    ...Object.entries(env).map(([key, value]) => [`env:${key}`, value]),
  ]);
}
