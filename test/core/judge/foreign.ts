import t from 'tap';
import { cannotRerun, type EarlierPoint, type Foreign, seenAgain } from '../../../services/core/judge/foreign.ts';
import type { JudgedPoint } from '../../../services/core/judge/judge-series.ts';
import type { Incident } from '../../../services/core/model/incident.ts';
import type { Metric } from '../../../services/core/model/metric.ts';
import { aMetric, anIncident, aPoint, aSeries, aVerdict, noon } from '../../support/builders.ts';
import { nightRun } from '../../support/judging.ts';

const DAY_S = 86_400;
const QUALITY = aMetric();
const SPEED = aMetric({ kind: 'speed', scale: 'real', minEffect: 1, testSize: undefined });
const nightId = (night: number) => `night_${night}`;

interface Night {
  readonly value: number | null;
  readonly seeds?: readonly number[];
  readonly suspicious?: boolean;
  readonly tainted?: boolean;
}

/** Asks about a suspicion of night 0 after the nights that follow, the last of which is tonight. */
function ask(metric: Metric, nights: readonly Night[], change: Partial<Incident['series'][number]> = {}) {
  const points = nights.map(
    ({ value, suspicious = true, tainted = false }, night): EarlierPoint => ({
      ...aPoint({ nightId: nightId(night), at: noon(night * DAY_S), value, tainted }),
      suspicious,
    }),
  );
  const runs = nights.map(
    ({ value, seeds = [] }, night) =>
      [
        nightId(night),
        seeds.map((seed) => nightRun(seed, value === null ? {} : { accuracy: value + seed * 1e-5 })),
      ] as const,
  );
  const series = aSeries({ definition: metric });
  const tonight = points.at(-1) as EarlierPoint;
  const judged: JudgedPoint = {
    ...{ series, point: tonight, suspicion: null, newHosts: [] },
    verdict: aVerdict({ nightId: tonight.nightId, suspicious: tonight.suspicious }),
  };
  const foreign: Foreign = {
    why: 'slurm ran it',
    before: new Map([[series.id, points.slice(0, -1)]]),
    runs: new Map(runs),
  };
  const basis = {
    ...{ rule: 'band' as const, centre: 100, nights: 1, z: 0 },
    ...{ baseline: { count: 20, mean: 0, squares: 19 }, recent: { count: 1, mean: -8, squares: 0 } },
  };
  const small = { ...basis, centre: 0.9, baseline: { count: 20, mean: 0, squares: 19e-6 } };
  const entry = {
    ...{
      seriesId: series.id,
      metric: metric.name,
      unit: metric.unit,
      direction: 'below' as const,
      low: null,
      high: null,
    },
    ...{ value: nights[0]?.value ?? null, confirmation: null },
    basis: metric === SPEED ? basis : { ...small, recent: { count: 3, mean: -0.05, squares: 1e-6 } },
    ...change,
  };
  const incident = anIncident({ state: 'suspected', nightId: nightId(0), experimentId: null, series: [entry] });
  return { incident, judged, foreign, change: seenAgain(incident, foreign, [judged], noon(99 * DAY_S)) };
}

const speeds = (...values: number[]) => values.map((value): Night => ({ value }));

t.test('three further nights confirm what they show, and no side is claimed', async (t) => {
  t.equal(ask(SPEED, speeds(92, 91.5, 92.5)).change, null, 'two are too few');
  const { change, foreign } = ask(SPEED, speeds(92, 91.5, 92.5, 92.2));
  t.match(change?.incident, {
    ...{ state: 'confirmed', side: 'unknown', cleanNights: 0 },
    reason: /^further nights show it: .* in 3 further results\. Plumbline cannot run it again \(slurm ran it\)/,
    series: [{ confirmation: { decision: 'confirmed', good: null, pairs: 3 } }],
  });
  t.match(cannotRerun(foreign), /stays suspected until further nights show it/);
});

t.test('evidence against it dismisses it, and so do fourteen nights without an answer', async (t) => {
  const back = ask(SPEED, speeds(92, 100, 100.2, 99.9, 100.1));
  t.match(back.change?.incident, { state: 'dismissed', side: 'noise', reason: /further nights do not show it/ });
  const wavering = speeds(92, ...Array.from({ length: 14 }, (_, at) => (at % 2 === 0 ? 97.7 : 98.5)));
  const found = ask(SPEED, wavering.slice(0, -1), { direction: 'above' });
  t.not(found.change?.incident.state, 'confirmed', 'the other way is no confirmation');
  const flat = ask(SPEED, speeds(92, ...Array.from({ length: 14 }, (_, at) => 99 + at / 100)), { basis: null });
  t.match(flat.change?.incident, { state: 'dismissed', reason: /14 further nights do not show it/ });
});

t.test('quality counts a seed once after the change', async (t) => {
  const same = Array.from({ length: 15 }, (): Night => ({ value: 0.85, seeds: [1, 2, 3] }));
  t.equal(ask(QUALITY, same).change, null, 'the same seeds say nothing new, however often');
  const fresh = [0, 1, 2, 3].map((night): Night => ({ value: 0.85, seeds: [3 * night, 3 * night + 1, 3 * night + 2] }));
  const { change } = ask(QUALITY, fresh);
  t.match(change?.incident, { state: 'confirmed', series: [{ confirmation: { pairs: 9 } }] });
  const { incident, judged, foreign } = ask(QUALITY, fresh);
  t.equal(seenAgain(incident, { ...foreign, runs: new Map() }, [judged], noon(0)), null, 'no run is known');
  const failing = fresh.map((night, at) => (at === 2 ? { value: null, suspicious: false } : night));
  t.equal(ask(QUALITY, failing).change, null, 'a night that the infrastructure took is none');
  t.equal(
    ask(
      QUALITY,
      fresh.map((night) => ({ ...night, tainted: true })),
    ).change,
    null,
  );
});

t.test('nights that fail as a whole confirm a failure', async (t) => {
  const failing = Array.from({ length: 4 }, (): Night => ({ value: null }));
  const { change } = ask(QUALITY, failing, { direction: 'invalid', basis: null, value: null });
  t.match(change?.incident, { state: 'confirmed', series: [{ confirmation: { bad: null, median: null, pairs: 3 } }] });
});

t.test('a series that tonight says nothing about keeps the answer open', async (t) => {
  const { incident, judged, foreign } = ask(SPEED, speeds(92, 100, 100.2, 99.9, 100.1));
  const other = { ...(incident.series[0] as Incident['series'][number]), seriesId: 'ser_other' };
  const both = { ...incident, series: [...incident.series, other] };
  t.equal(seenAgain(both, foreign, [judged], noon(0)), null);
  const unknown = { ...foreign, before: new Map(), runs: new Map() };
  t.equal(seenAgain(incident, unknown, [judged], noon(0)), null, 'one night alone');
});
