import t from 'tap';
import { concludeExperiment } from '../../../services/core/judge/conclude.ts';
import type { Experiment, ExperimentRun } from '../../../services/core/model/experiment.ts';
import type { Incident, IncidentSeries } from '../../../services/core/model/incident.ts';
import { aBand, anExperiment, anIncident, aSeries, noon, somePins } from '../../support/builders.ts';
import { trial } from '../../support/judging.ts';

const judged = { series: aSeries(), band: aBand({ centre: 0.97, deviation: 0.005, runs: 10 }) };
const alone = { good: somePins(), bad: somePins() };

function conclude(
  runs: readonly ExperimentRun[],
  change: {
    experiment?: Partial<Experiment>;
    incident?: Partial<Incident>;
    direction?: IncidentSeries['direction'];
  } = {},
) {
  const incident = anIncident({ experimentId: 'exp_00000001', goodNightId: 'night_00000000', ...change.incident });
  const [first] = incident.series;
  return concludeExperiment({
    experiment: anExperiment({ state: 'ended', reason: 'decided after 3 pairs', ...change.experiment }),
    runs,
    incident: { ...incident, series: [{ ...(first as IncidentSeries), direction: change.direction ?? 'below' }] },
    series: [judged],
    now: noon(60),
  });
}

function pairs(good: number | null, bad: number | null, count = 4): ExperimentRun[] {
  return Array.from({ length: count }, (_, pair) => [trial(pair, 'good', good), trial(pair, 'bad', bad)]).flat();
}

t.test('only the suspicious environment is bad: the container side', async (t) => {
  const { incident, from, event } = conclude(pairs(0.97, 0.9));
  t.match(incident, { state: 'confirmed', side: 'container', experimentId: 'exp_00000001', updatedAt: noon(60) });
  t.match(incident.series[0]?.confirmation, { decision: 'confirmed', good: 0.97, bad: 0.9, pairs: 4 });
  t.match(incident.reason, /^accuracy fell by 0.07 share .* Only the suspicious night's environment shows it/);
  t.same([from, event.from, event.to, event.actor], ['suspected', 'suspected', 'confirmed', 'judge']);
  t.match(conclude(pairs(0.97, null)).incident, { state: 'confirmed', side: 'container' }, 'failing is bad too');
  t.match(conclude(pairs(0.97, null), { direction: 'invalid' }).incident, { state: 'confirmed', side: 'container' });
  t.match(conclude(pairs(0.9, 0.97), { direction: 'above' }).incident, { state: 'confirmed', side: 'container' });
});

t.test('both are bad against the band: the host side', async (t) => {
  t.match(conclude(pairs(0.9, 0.9)).incident, { state: 'confirmed', side: 'host', reason: /It is the host side/ });
  t.match(conclude(pairs(1, 1), { direction: 'above' }).incident, { state: 'confirmed', side: 'host' });
  t.match(conclude(pairs(null, null), { direction: 'invalid' }).incident, { state: 'confirmed', side: 'host' });
});

t.test('neither is bad: noise', async (t) => {
  const { incident } = conclude(pairs(0.97, 0.97));
  t.match(incident, {
    state: 'dismissed',
    side: 'noise',
    reason: /^fresh runs do not show it: accuracy differs by \+0 share/,
  });
  t.match(
    conclude(pairs(0.9, 0.97)).incident,
    { state: 'dismissed' },
    'a change the other way does not explain the night',
  );
  t.match(conclude(pairs(0.97, 0.97), { direction: 'invalid' }).incident, { state: 'dismissed' });
});

t.test('no answer keeps the suspicion for the next night', async (t) => {
  const { incident } = conclude(pairs(0.97, 0.9, 2), {
    experiment: { reason: '6 runs were lost to the infrastructure' },
  });
  t.match(incident, {
    state: 'suspected',
    side: 'unknown',
    experimentId: null,
    reason: 'the experiment gave no answer: 6 runs were lost to the infrastructure',
  });
  const elsewhere = concludeExperiment({
    experiment: anExperiment(),
    runs: pairs(0.97, 0.9),
    incident: anIncident(),
    series: [],
    now: noon(60),
  });
  t.equal(elsewhere.incident.state, 'suspected', 'a series that was not part of it has no answer');
});

t.test(
  'one environment alone against its band: the host where a good night ran the same, unknown where none is known',
  async (t) => {
    const reruns = (value: number) => Array.from({ length: 4 }, (_, pair) => trial(pair, 'bad', value));
    const at = (value: number, incident: Partial<Incident> = {}) =>
      conclude(reruns(value), { experiment: alone, incident }).incident;
    t.match(at(0.9), { state: 'confirmed', side: 'host' });
    t.match(at(0.9, { goodNightId: null }), {
      state: 'confirmed',
      side: 'unknown',
      reason: /No earlier good environment is known/,
    });
    t.match(at(0.97), { state: 'dismissed', side: 'noise' });
    t.match(conclude(reruns(0.9), { experiment: alone, direction: 'above' }).incident, { state: 'dismissed' });
    t.match(conclude(reruns(0.9).slice(0, 2), { experiment: alone }).incident, { state: 'suspected' });
  },
);

t.test('without a band both sides can only be bad by failing', async (t) => {
  const incident = anIncident();
  const change = concludeExperiment({
    experiment: anExperiment(),
    runs: pairs(0.9, 0.9),
    incident,
    series: [{ ...judged, band: null }],
    now: noon(60),
  });
  t.equal(change.incident.state, 'dismissed');
  t.match(
    conclude(pairs(null, 0.97, 3), { direction: 'invalid' }).incident,
    { state: 'suspected' },
    'a good side that fails decides nothing',
  );
});
