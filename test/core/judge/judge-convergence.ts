import t from 'tap';
import type { ConvergenceMetric } from '../../../services/core/judge/convergence-reference.ts';
import type { ConvergenceRun } from '../../../services/core/judge/convergence-run.ts';
import { failureHistory, judgeConvergence } from '../../../services/core/judge/judge-convergence.ts';
import { aPoint, aSeries } from '../../support/builders.ts';
import { onConvergence } from '../../support/convergence.ts';

const series = aSeries({ metric: 'epochs', definition: onConvergence() });
const runsOf = (values: readonly (number | null)[]): ConvergenceRun[] =>
  values.map((value) => (value === null ? { kind: 'not-converged' } : { kind: 'measured', value }));

function judged(values: readonly (number | null)[]) {
  const known = values.filter((value) => value !== null);
  const value = known.reduce((sum, one) => sum + one, 0) / known.length;
  const point = aPoint({ value, runs: known.length, spread: 0.5, missed: values.length - known.length });
  const definition = series.definition as ConvergenceMetric & typeof series.definition;
  return judgeConvergence({
    series: { ...series, definition },
    point,
    runs: runsOf(values),
    history: { failed: 0, runs: 60 },
  });
}

t.test('inside the reference nothing is to be confirmed', async (t) => {
  t.match(judged([35, 35, 36, 34, 35]), { verdict: { kind: 'in-band' }, suspicion: null, newHosts: [] });
});

t.test('slower is a regression and faster is suspicious, each against the reference’s own runs', async (t) => {
  const slow = judged([38, 38, 39, 38, 40]);
  t.match(slow, { verdict: { kind: 'above', nightId: 'night_00000001' }, suspicion: { direction: 'above' } });
  t.match(slow.suspicion?.basis, { rule: 'band', centre: 35, baseline: { count: 15 }, recent: { count: 5 } });
  t.same(slow.suspicion?.dates, [slow.point.at]);
  t.match(judged([30, 31, 31, 30, 31]), { suspicion: { direction: 'below' } });
});

t.test('too many runs that do not converge are invalid, with nothing recent to weigh', async (t) => {
  const lost = judged([35, null, null, null, 35]);
  t.match(lost, { verdict: { kind: 'invalid', suspicious: true }, suspicion: { direction: 'invalid' } });
  t.equal(lost.suspicion?.basis?.recent.count, 0);
});

t.test('the history of failures is that of nights that nothing was said about', async (t) => {
  const night = (missed: number, change = {}) => ({
    ...aPoint({ runs: 5 - missed, missed }),
    suspicious: false,
    ...change,
  });
  t.same(failureHistory([]), { failed: 0, runs: 0 });
  const nights = [night(1), night(0), night(4, { suspicious: true }), night(3, { tainted: true })];
  t.same(failureHistory(nights), { failed: 1, runs: 10 });
});
