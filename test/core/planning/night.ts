import t from 'tap';
import { planNight, skippedNight } from '../../../services/core/planning/night.ts';
import { PRIORITY } from '../../../services/core/planning/priority.ts';
import { CONTENT, catalogOf, countingIds, manifest, NIGHTLY, pinFileOf, pinsOf } from '../../support/planning.ts';

const a = manifest('a');
const b = manifest('b', { seeds: [7, 8] });
const input = (change: object = {}) => ({
  catalog: catalogOf(a, b),
  pinFile: pinFileOf(pinsOf(a), pinsOf(b)),
  contents: new Map([
    ['a', CONTENT],
    ['b', CONTENT],
  ]),
  project: 'default',
  schedule: NIGHTLY,
  instant: new Date('2026-11-24T02:30:00Z'),
  now: new Date('2026-11-24T02:30:01Z'),
  ids: countingIds(),
  ...change,
});

t.test('a night has every benchmark, platform and seed once, wholly pinned', async (t) => {
  const { night, runs, problems } = planNight(input());
  t.strictSame(night, {
    id: 'night_00000001',
    project: 'default',
    schedule: 'nightly',
    instant: '2026-11-24T02:30:00.000Z',
    plannedAt: '2026-11-24T02:30:01.000Z',
    deadline: '2026-11-24T04:30:01.000Z',
    state: 'open',
    note: '',
  });
  t.strictSame(problems, []);
  t.strictSame(runs[0], {
    id: 'run_00000002',
    project: 'default',
    purpose: 'night',
    nightId: night.id,
    experiment: null,
    seed: 1,
    priority: PRIORITY.night,
    pins: pinsOf(a),
    limits: a.limits,
    metrics: a.metrics,
    createdAt: '2026-11-24T02:30:01.000Z',
  });
});

t.test("one benchmark's seeds do not sit together", async (t) => {
  t.strictSame(
    planNight(input()).runs.map((run) => `${run.pins.benchmark}${run.seed}`),
    ['a1', 'b7', 'a2', 'b8', 'a3'],
  );
});

t.test('what cannot run is a problem that the night notes, and the rest runs', async (t) => {
  const { night, runs, problems } = planNight(input({ pinFile: pinFileOf(pinsOf(b)) }));
  t.equal(runs.length, 2);
  t.match(problems, [{ benchmark: 'a', code: 'not-pinned' }]);
  t.equal(night.note, 'a on cpu-x86_64 is left out (not-pinned): the pin file has no entry for it');
});

t.test('a late night says so and has its whole time still', async (t) => {
  const { night } = planNight(input({ now: new Date('2026-11-24T08:00:00Z'), pinFile: null, catalog: catalogOf(a) }));
  t.match(night.note, /^planned 330 min after its instant; a on cpu-x86_64 is left out/);
  t.equal(night.deadline, '2026-11-24T10:00:00.000Z');
});

t.test('an empty catalog is an empty night', async (t) => {
  t.strictSame(planNight(input({ catalog: catalogOf() })).runs, []);
});

t.test('a skipped night is a record with its reason', async (t) => {
  t.match(skippedNight(input(), 'busy'), { state: 'skipped', note: 'busy', instant: '2026-11-24T02:30:00.000Z' });
});
