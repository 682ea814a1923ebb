import t from 'tap';
import { type ConcludeInput, concludeExperiment } from '../../../services/core/judge/conclude.ts';
import type { Experiment, ExperimentRun } from '../../../services/core/model/experiment.ts';
import type { Basis, Incident, IncidentSeries } from '../../../services/core/model/incident.ts';
import { aBand, aMetric, anExperiment, anIncident, aSeries, noon, somePins } from '../../support/builders.ts';
import { trial } from '../../support/judging.ts';
import { basisOf } from '../../support/settled.ts';

const judged = { series: aSeries(), band: aBand({ centre: 0.97, deviation: 0.005, runs: 10 }) };
const sameSides = { good: somePins(), bad: somePins() };
/** The night's three seeds gave 0.9 where so many runs gave 0.97 ± 0.005. */
const basisFrom = (runs: number): Basis =>
  basisOf({
    rule: 'band',
    centre: 0.97,
    baseline: { count: runs, mean: 0, squares: (runs - 1) * 0.005 ** 2 },
    recent: { count: 3, mean: -0.07, squares: 0 },
    z: 0,
  });
/** A level known well enough for re-runs alone, and one that asks for pairs. */
const [known, basis] = [basisFrom(40), basisFrom(7)];
const alone = { entry: { basis: known } };
const upwards = { ...basis, recent: { ...basis.recent, mean: 0.07 } };

interface Change {
  readonly experiment?: Partial<Experiment>;
  readonly incident?: Partial<Incident>;
  readonly entry?: Partial<IncidentSeries>;
  readonly input?: Partial<ConcludeInput>;
}

function conclude(runs: readonly ExperimentRun[], { experiment, incident, entry, input }: Change = {}) {
  const found = anIncident({ experimentId: 'exp_00000001', goodNightId: 'night_00000000', ...incident });
  const [first] = found.series as [IncidentSeries];
  return concludeExperiment({
    experiment: anExperiment({ state: 'ended', reason: 'decided after 3 pairs', ...experiment }),
    runs,
    incident: { ...found, series: [{ ...first, basis, ...entry }, ...found.series.slice(1)] },
    series: [judged],
    now: noon(60),
    tries: 1,
    needed: 1000,
    ...input,
  });
}

/** Pairs whose seeds differ a little, alike on both sides. */
function pairs(good: number | null, bad: number | null, count = 6): ExperimentRun[] {
  const seed = (value: number | null, pair: number) => (value === null ? null : value + 0.002 * (pair % 2));
  return Array.from({ length: count }, (_, pair) => [
    trial(pair, 'good', seed(good, pair)),
    trial(pair, 'bad', seed(bad, pair)),
  ]).flat();
}
const reruns = (value: number | null, count = 5) => pairs(0, value, count).filter(({ arm }) => arm === 'bad');
const goods = (value: number | null, count = 3) => pairs(value, 0, count).filter(({ arm }) => arm === 'good');
const invalid = { direction: 'invalid', value: null, basis: null } as const;

t.test('only the suspicious environment is bad: the container side', async (t) => {
  const { incident, from, event } = conclude(pairs(0.97, 0.9));
  t.match(incident, { state: 'confirmed', side: 'container', experimentId: 'exp_00000001', updatedAt: noon(60) });
  t.match(incident.series[0]?.confirmation, { decision: 'confirmed', pairs: 6 });
  t.match(incident.reason, /^accuracy fell by 0.07 share .* Only the suspicious night's environment shows it/);
  t.same([from, event.from, event.to, event.actor], ['suspected', 'suspected', 'confirmed', 'judge']);
  t.match(conclude(pairs(0.97, null)).incident, { state: 'confirmed', side: 'container' }, 'failing is bad too');
  t.match(conclude(pairs(0.97, null), { entry: invalid }).incident, { state: 'confirmed', side: 'container' });
  const above = { direction: 'above', basis: upwards } as const;
  t.match(conclude(pairs(0.9, 0.97), { entry: above }).incident, { state: 'confirmed', side: 'container' });
});

t.test('both left the level before: the host side', async (t) => {
  t.match(conclude(pairs(0.9, 0.9)).incident, { state: 'confirmed', side: 'host', reason: /It is the host side/ });
  const above = { direction: 'above', basis: upwards } as const;
  t.match(conclude(pairs(0.99, 0.99), { entry: above }).incident, { state: 'confirmed', side: 'host' });
  t.match(conclude(pairs(null, null), { entry: invalid }).incident, { state: 'confirmed', side: 'host' });
});

t.test('neither is bad: noise', async (t) => {
  const { incident } = conclude(pairs(0.97, 0.97));
  t.match(incident, {
    state: 'dismissed',
    side: 'noise',
    reason: /^fresh runs do not show it: accuracy differs by \+0 share/,
  });
  t.match(conclude(pairs(0.97, 0.97), { entry: invalid }).incident, { state: 'dismissed' });
  const other = conclude(pairs(0.9, 0.97), { entry: { basis: upwards } }).incident;
  t.match(other, { state: 'dismissed' }, 'a change the other way does not explain the night');
});

t.test('a dismissed night is told to count with the median of itself and its fresh runs', async (t) => {
  const fresh = [0.9702, 0.9698, 0.9713].flatMap((value, pair) => [
    trial(pair, 'good', 0.97),
    trial(pair, 'bad', value),
  ]);
  t.equal(conclude(fresh, { entry: { value: 0.9 } }).incident.series[0]?.confirmation?.median, (0.9698 + 0.9702) / 2);
  t.equal(conclude(fresh, { entry: { value: null } }).incident.series[0]?.confirmation?.median, 0.9702);
  const failing = conclude(pairs(null, null), { entry: invalid }).incident.series[0];
  t.equal(failing?.confirmation?.median, null, 'no number at all');
});

t.test('no answer keeps the suspicion, so that the next suspicious night carries it on', async (t) => {
  const undecided = { experiment: { reason: 'undecided after its 2 pairs' } };
  const { incident } = conclude(pairs(0.97, 0.95, 2), undecided);
  t.match(incident, {
    state: 'suspected',
    side: 'unknown',
    experimentId: null,
    reason: 'no answer yet: undecided after its 2 pairs',
  });
  t.match(incident.series[0]?.confirmation, { decision: 'undecided', pairs: 2 }, 'what is known so far is kept');
  const elsewhere = conclude(pairs(0.97, 0.9), { input: { series: [] } });
  t.match(elsewhere.incident, { state: 'suspected' }, 'a series that was not part of it has no answer');
});

t.test('after three nights without an answer it counts as not shown', async (t) => {
  const at = (tries: number) => conclude(pairs(0.97, 0.95, 2), { input: { tries } }).incident;
  t.match(at(2), { state: 'suspected' });
  t.match(at(3), { state: 'dismissed', side: 'noise', experimentId: 'exp_00000001' });
  t.match(at(3).reason, /^fresh runs of 3 nights do not show it: accuracy differs by/);
  const elsewhere = conclude(pairs(0.97, 0.9), { input: { series: [], tries: 3 } }).incident;
  t.match(elsewhere.reason, /accuracy was not part of the experiment$/);
  t.match(
    conclude(pairs(0.97, 0.9), { input: { tries: 3 } }).incident,
    { state: 'confirmed' },
    'the last try may show it',
  );
});

t.test('nights on which nothing could be run are no try', async (t) => {
  const lost = [0, 1, 2].map((pair) => trial(pair, 'bad', null, { outcome: 'host-lost' }));
  for (const runs of [[], lost]) {
    const nothing = conclude(runs, { input: { tries: 5 }, experiment: { reason: '6 runs were lost' } }).incident;
    t.match(nothing, { state: 'suspected', experimentId: null, reason: 'no answer yet: 6 runs were lost' });
  }
  t.match(conclude([...lost, trial(3, 'bad', 0.95)], { input: { tries: 5 } }).incident, { state: 'dismissed' });
});

t.test('one series that is shown confirms the incident; one that is open keeps it from being dismissed', async (t) => {
  const loss = aSeries({ id: 'ser_00000003', metric: 'loss', definition: aMetric({ name: 'loss', scale: 'real' }) });
  const both = (accuracy: number, lossBad: number, count: number) => {
    const [entry] = anIncident().series as [IncidentSeries];
    const second: IncidentSeries = { ...entry, seriesId: loss.id, metric: 'loss', direction: 'above', basis: null };
    const runs = pairs(0.97, accuracy, count).map((run) => {
      const value = run.arm === 'good' ? 1 : lossBad;
      return {
        ...run,
        measurements: [...run.measurements, { metric: 'loss', value: value + run.pair / 100, unit: 'nats' }],
      };
    });
    const incident = { series: [entry, second] };
    return conclude(runs, { incident, input: { series: [judged, { series: loss, band: null }] } }).incident;
  };
  t.match(both(0.9, 1, 4), { state: 'confirmed', side: 'container', reason: /^accuracy fell by [^;]*$/ });
  t.match(both(0.97, 1.2, 2), { state: 'suspected' });
  t.match(both(0.97, 1, 4), { state: 'dismissed', reason: /accuracy differs .*; loss differs/ });
});

t.test('one environment alone: the host where a good night ran the same, unknown where none is known', async (t) => {
  const at = (value: number, incident: Partial<Incident> = {}) =>
    conclude(reruns(value), { experiment: sameSides, incident, ...alone }).incident;
  t.match(at(0.9), { state: 'confirmed', side: 'host', reason: /^accuracy is 0.9008 share, −0.0692 share from/ });
  t.match(at(0.9, { goodNightId: null }), {
    state: 'confirmed',
    side: 'unknown',
    reason: /no good environment ran beside it/,
  });
  t.match(at(0.97), { state: 'dismissed', side: 'noise' });
  const above = { direction: 'above', basis: { ...known, recent: upwards.recent } } as const;
  t.match(conclude(reruns(0.9), { experiment: sameSides, entry: above }).incident, { state: 'dismissed' });
  t.match(conclude(reruns(0.9, 2), { experiment: sameSides, ...alone }).incident, { state: 'suspected' });
});

t.test(
  're-runs alone that show nothing are noise, and too few are no answer; the good side is not asked',
  async (t) => {
    t.match(conclude(reruns(0.97), alone).incident, {
      state: 'dismissed',
      side: 'noise',
      reason: /^fresh runs do not show it: accuracy is .* share from its band's centre .* in 5 re-runs$/,
    });
    t.match(conclude([...reruns(0.97), ...goods(0.9)], alone).incident, { state: 'dismissed' });
    const above = { direction: 'above', basis: { ...known, recent: upwards.recent } } as const;
    t.match(conclude([...reruns(0.9), ...goods(0.97)], { entry: above }).incident, { state: 'dismissed' });
    const cut = conclude(reruns(0.9, 2), {
      ...alone,
      experiment: { reason: '6 runs were lost to the infrastructure' },
    });
    t.match(cut.incident, { state: 'suspected', reason: 'no answer yet: 6 runs were lost to the infrastructure' });
    t.match(cut.incident.series[0]?.confirmation, { decision: 'undecided', pairs: 2, good: null });
  },
);

t.test('what re-runs alone confirm is the side that the good environment then tells', async (t) => {
  const container = conclude([...reruns(0.9), ...goods(0.97)], alone).incident;
  t.match(container, {
    state: 'confirmed',
    side: 'container',
    reason: /^accuracy is 0.9008 share, .* in 5 re-runs. Only the suspicious night's environment shows it/,
  });
  const confirmation = container.series[0]?.confirmation;
  t.match(confirmation, { decision: 'confirmed', pairs: 5 });
  t.ok(Math.abs((confirmation?.good ?? 0) - (0.97 + 0.972 + 0.97) / 3) < 1e-12, 'the mean of the good runs');
  t.ok(Math.abs((confirmation?.bad ?? 0) - 0.9008) < 1e-12);
  t.match(conclude([...reruns(0.9), ...goods(0.9)], alone).incident, {
    state: 'confirmed',
    side: 'host',
    reason: /It is the host side/,
  });
  const mixed = [...reruns(0.9), ...goods(0.97, 1), trial(1, 'good', 0.9)];
  t.match(conclude(mixed, alone).incident, {
    state: 'confirmed',
    side: 'unknown',
    reason:
      /in 5 re-runs. Container and host were not told apart: the good environment's runs are too few, or give both/,
  });
  t.match(conclude(reruns(0.9), alone).incident, {
    side: 'unknown',
    reason: /no good environment ran beside it/,
  });
  const failing = { entry: { ...invalid, basis: { ...known, recent: { count: 0, mean: 0, squares: 0 } } } };
  t.match(conclude([...reruns(null), ...goods(0.97)], failing).incident, { state: 'confirmed', side: 'container' });
  t.match(conclude([...reruns(null), ...goods(null)], failing).incident, { state: 'confirmed', side: 'host' });
});

t.test(
  'a series of the experiment that the incident does not name has no level, so that it went in pairs',
  async (t) => {
    const other = { series: aSeries({ id: 'ser_00000008' }), band: null };
    const found = conclude(pairs(0.97, 0.9), { ...alone, input: { series: [judged, other] } }).incident;
    t.match(found, { side: 'container', reason: /^accuracy fell by 0.07 share .* in 6 pairs/ });
  },
);

t.test(
  'a shift inside the band is the host’s where both sides lie nearer to it than to the level before',
  async (t) => {
    const shift: Basis = { ...basis, rule: 'shift', recent: { count: 5, mean: -0.02, squares: 0 }, nights: 5, z: -5 };
    const both = (value: number) => conclude(pairs(value, value, 4), { entry: { basis: shift } }).incident;
    t.match(both(0.949), { state: 'confirmed', side: 'host' });
    t.match(both(0.968), { state: 'dismissed' });
  },
);

t.test('among many candidates the same pairs may not be enough', async (t) => {
  const few = [3, 4, 5, 6].map((count) => pairs(0.97, 0.9, count));
  const runs = few.find((some) => conclude(some).incident.state === 'confirmed') ?? [];
  const evidence = conclude(runs).incident.series[0]?.confirmation?.evidence as number;
  const at = (needed: number) => conclude(runs, { input: { needed } }).incident.state;
  t.same([at(1000), at(evidence / 2), at(2 * evidence)], ['confirmed', 'confirmed', 'suspected']);
});

t.test('a suspicion that had no direction gets that of the change, once it is shown', async (t) => {
  const nothing = { count: 0, mean: 0, squares: 0 };
  const changed = { entry: { direction: 'changed', basis: { ...basis, recent: nothing } } } as const;
  t.equal(conclude(pairs(0.97, 0.9), changed).incident.series[0]?.direction, 'below');
  t.equal(conclude(pairs(0.9, 0.97), changed).incident.series[0]?.direction, 'above');
  t.equal(conclude(pairs(0.97, 0.97), changed).incident.series[0]?.direction, 'changed', 'noise has none');
  t.equal(conclude(pairs(0.97, 0.9, 2), changed).incident.series[0]?.direction, 'changed', 'nor has what is open');
  t.equal(conclude(pairs(0.97, null), changed).incident.series[0]?.direction, 'changed', 'nor have failing runs');
});

t.test('without a band both sides can only be bad by failing', async (t) => {
  const bandless = { entry: { basis: null }, input: { series: [{ ...judged, band: null }] } };
  t.equal(conclude(pairs(0.9, 0.9), bandless).incident.state, 'dismissed');
  const goodFails = conclude(pairs(null, 0.97, 3), { entry: invalid }).incident;
  t.match(goodFails, { state: 'suspected' }, 'a good side that fails decides nothing');
});
