import { planSearch } from '../../core/attribution/search/plan.ts';
import type { Search, SearchStep } from '../../core/model/search.ts';
import { afterSplit } from './after-split.ts';
import { betweenStep } from './between.ts';
import { cutShort } from './cut-short.ts';
import type { SearchDeps } from './deps.ts';
import { endSearch } from './end.ts';
import { problemOf, runsOfPair } from './problem.ts';
import { stopTrial } from './stop.ts';
import { beginTrial } from './trial.ts';
import { answerTrial } from './weigh.ts';

const MINUTE_MS = 60_000;

/**
 * Moves a running search by one write at most: the answer of its open step, the next step, or its end. False: it waits for
 * a worker, or for a try that may come later. What was written before a process died is found here and not done again.
 */
export async function advanceSearch(deps: SearchDeps, search: Search): Promise<boolean> {
  const steps = await deps.store.searches.steps(search.id);
  const last = steps.at(-1);
  if (last && last.answer === null) {
    if (await answerTrial(deps, search, last)) return true;
    return overdue(deps, search, steps) ? await giveUpWaiting(deps, search, last) : false;
  }
  const problem = problemOf(search, steps);
  const move = planSearch(problem, steps);
  if (move.kind === 'end')
    return await endSearch(deps, search, 'running', await afterSplit(deps, search, steps, move.conclusion));
  const spent = overdue(deps, search, steps)
    ? `${search.budget.maxMinutes} minutes`
    : search.budget.maxRuns - runsOf(steps) < runsOfPair(search)
      ? `${search.budget.maxRuns} runs`
      : null;
  if (spent !== null)
    return await endSearch(deps, search, 'running', cutShort(search, steps, `its budget of ${spent} ended`));
  const at = steps.length;
  return move.ask.kind === 'between'
    ? await betweenStep(deps, search, at, move.ask)
    : await beginTrial(deps, search, at, move.ask, runsOf(steps));
}

/** Runs that the answered steps cost. */
function runsOf(steps: readonly SearchStep[]): number {
  return steps.reduce((sum, { answer }) => sum + (answer?.kind === 'trial' ? answer.runs : 0), 0);
}

/** Whether its minutes are used up since its first experiment was asked for, those of waiting included. */
function overdue({ clock }: SearchDeps, { budget }: Search, [first]: readonly SearchStep[]): boolean {
  if (first === undefined) return false;
  return clock.now().getTime() - Date.parse(first.createdAt) > budget.maxMinutes * MINUTE_MS;
}

/** An experiment that no worker takes is taken back when the time is over; one that runs is waited for: it is bounded. */
async function giveUpWaiting(deps: SearchDeps, search: Search, step: SearchStep): Promise<boolean> {
  await stopTrial(deps, search, step);
  return false;
}
