import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import t from 'tap';
import { CASES } from '../../../bench/attribution/cases.ts';
import type { Recording } from '../../../bench/attribution/record.ts';
import { decisionBound, interactionBound } from '../../../services/core/attribution/search/bound.ts';
import { latticeOf } from '../../../services/core/attribution/search/closure.ts';
import { planSearch } from '../../../services/core/attribution/search/plan.ts';

// Searches as `npm run bench:attribution -- --record` saw them answered by real containers: with the same answers the
// planner must ask the same questions and come to the same end, within the bound that it states.

const FOLDER = fileURLToPath(new URL('../../fixtures/attribution/', import.meta.url));
const recordings = readdirSync(FOLDER)
  .filter((name) => name.endsWith('.json'))
  .map((name) => JSON.parse(readFileSync(join(FOLDER, name), 'utf8')) as Recording);

t.ok(recordings.length >= 5, 'at least five real cases were recorded');

for (const { case: name, recordedAt, machine, problem, steps, conclusion } of recordings) {
  t.test(`${name}, recorded ${recordedAt.slice(0, 10)} on ${machine.cores} × ${machine.cpu}`, async (t) => {
    for (const { at, ask } of steps)
      t.same(planSearch(problem, steps.slice(0, at)), { kind: 'ask', ask }, `step ${at} is asked again`);
    const end = planSearch(problem, steps);
    // What the loop adds: the metric's name, and the host where the planner saw only that nothing differs.
    const { outcome, factors, relation, first, decisions, betweenDecisions, runs } = conclusion;
    const planned = outcome === 'host' ? 'not-reproducible' : outcome;
    t.match(end, { kind: 'end', conclusion: { outcome: planned, relation, decisions, betweenDecisions, runs } });
    if (end.kind !== 'end' || outcome === 'host') return;
    t.same([end.conclusion.factors, end.conclusion.first], [factors, first]);
    const truth = CASES.find((one) => one.name === name)?.truth;
    if (truth?.outcome === 'cause')
      t.ok(
        [truth.factors, truth.group ?? truth.factors].some(
          (wanted) =>
            [...wanted].sort().join() ===
            factors
              .map(({ factor }) => factor)
              .sort()
              .join(),
        ),
        'what was found is what is true',
      );
    else t.same(factors, [], 'a control has no cause');
    const units = latticeOf(problem.changes, problem.implications).units.length;
    const elements = outcome === 'several' ? factors.length : 1;
    const bound = elements === 1 ? decisionBound(units) : interactionBound(units, elements);
    t.ok(decisions <= bound, `${decisions} decisions are within the bound of ${bound}`);
  });
}
