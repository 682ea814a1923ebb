import t from 'tap';
import {
  type DetectionReport,
  type DetectionSettings,
  FLEET_REPEATS,
  fleetSeed,
  MOVED_NIGHTS,
  type SimulationStep,
  simulateDetection,
} from '../../../services/core/simulate/detection.ts';
import { NOISES, type NoiseModel } from '../../../services/core/simulate/noise.ts';
import { CALM, madeNoise } from '../../support/made-noise.ts';

const calm = { name: 'calm', model: madeNoise(CALM, [0, 0.5, -0.5]) };
const normal = { name: 'normal', model: NOISES.normal as NoiseModel };
const base: DetectionSettings = {
  noises: [calm],
  sigma: null,
  history: 60,
  nights: 12,
  series: 3,
  seeds: [1, 2],
  shifts: [8],
  drifts: [1],
  fleets: [{ series: 5, moving: 2 }],
  maxPairs: 12,
};

function simulated(settings: DetectionSettings): {
  readonly steps: SimulationStep[];
  readonly report: DetectionReport;
} {
  const steps: SimulationStep[] = [];
  const work = simulateDetection(settings);
  for (let step = work.next(); ; step = work.next()) {
    if (step.done) return { steps, report: step.value };
    steps.push(step.value);
  }
}

t.test('every row is simulated with every seed', async (t) => {
  const { report } = simulated(base);
  const of = { noise: 'calm', title: 'made' };
  t.match(report.stable, [{ ...of, alarms: { count: 0, of: 3 * 2 * 12 }, suspicionsPerThousand: 0 }]);
  t.match(report.shifts, [{ ...of, shift: 8, series: 6, medianNight: 1, rerunsPerAlarm: 3 }]);
  t.equal(report.shifts[0]?.found.length, MOVED_NIGHTS);
  t.match(report.drifts, [{ ...of, drift: 1, series: 6 }]);
  t.equal(report.drifts[0]?.found.length, 12);
  t.ok((report.drifts[0]?.medianNight as number) > 1, 'a drift begins small');
  t.match(report.fleets, [{ ...of, series: 5, moving: 2, shift: 8, repeats: 2 * FLEET_REPEATS, found: 2, wrong: 0 }]);
});

t.test('progress rises from nothing to all of the work', async (t) => {
  const { steps } = simulated({ ...base, series: 45, fleets: [{ series: 2, moving: 1 }] });
  const total = 2 * (3 * 45 + 2 * FLEET_REPEATS);
  t.ok(steps.every((step) => step.total === total));
  t.same(
    steps.map(({ done }) => done),
    steps.map(({ done }) => done).sort((a, b) => a - b),
  );
  t.same(
    steps.slice(0, 4).map(({ done }) => done),
    [0, 20, 40, 45],
    'a sign every 20 series',
  );
  t.equal(steps.at(-1)?.done, total - 2);
  const notes = [...new Set(steps.map(({ note }) => note))];
  t.same(notes, [
    'made, nothing moves',
    'made, a shift of 8 σ',
    'made, a drift of 1 σ a night',
    'made, 2 series of which 1 move',
  ]);
});

t.test('the same settings give the same report, and a row does not depend on the others', async (t) => {
  const settings = { ...base, noises: [normal], shifts: [2], drifts: [], fleets: [] };
  const { report } = simulated(settings);
  t.same(simulated(settings).report, report);
  const more = simulated({ ...settings, noises: [calm, normal], shifts: [1, 2] }).report;
  t.same(more.shifts.at(-1), report.shifts[0]);
  t.same(more.stable.at(-1), report.stable[0]);
});

t.test('no two repeats share a seed', async (t) => {
  const seeds = [0, 1, 2].flatMap((seed) => Array.from({ length: FLEET_REPEATS }, (_, i) => fleetSeed(seed, i)));
  t.equal(new Set(seeds).size, seeds.length);
});
