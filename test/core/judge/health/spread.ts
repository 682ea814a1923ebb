import t from 'tap';
import { DETECTABLE_NIGHTS, spreadToday } from '../../../../services/core/judge/health/spread.ts';
import type { Point } from '../../../../services/core/model/series.ts';
import { randomStream } from '../../../../services/core/simulate/random.ts';
import { aPoint, noon } from '../../../support/builders.ts';

const speed = { scale: 'positive', kind: 'speed', minEffect: 0.001, testSize: undefined } as const;
const accuracy = { scale: 'rate', kind: 'quality', minEffect: 0.0001, testSize: undefined } as const;
const HOSTS = { hosts: [], tainted: false } as const;

function points(values: readonly (number | null)[], change: (at: number) => Partial<Point> = () => ({})): Point[] {
  return values.map((value, at) =>
    aPoint({ nightId: `night_${at}`, at: noon(at * 86_400), value, spread: 0, runs: 1, ...HOSTS, ...change(at) }),
  );
}

function noisy(nights: number, make: (normal: number, at: number) => number): number[] {
  const random = randomStream(4, nights);
  return Array.from({ length: nights }, (_, at) => make(random.normal(), at));
}

t.test('shifts that are visible in a steady series', async (t) => {
  const spread = spreadToday(points(noisy(120, (normal) => 1000 * Math.exp(0.02 * normal))), speed);
  t.match(spread, { profile: { kind: 'ok', nights: 90 }, baseline: 90 });
  t.ok(Math.abs((spread?.deviation ?? 0) - 0.02) < 0.004, `${spread?.deviation}, a share for a positive metric`);
  t.strictSame(
    spread?.detectable.map(({ nights }) => nights),
    DETECTABLE_NIGHTS,
  );
  const [three, seven, fourteen] = spread?.detectable ?? [];
  t.ok(Math.abs((three?.sigmas ?? 0) - 2.08) < 0.25, `${three?.sigmas} σ in three nights`);
  t.ok((three?.sigmas ?? 0) > (seven?.sigmas ?? 0) && (seven?.sigmas ?? 0) > (fourteen?.sigmas ?? 0));
  t.ok(Math.abs((three?.effect ?? 0) - Math.expm1((three?.sigmas ?? 0) * Math.log1p(spread?.deviation ?? 0))) < 1e-9);
  t.equal(three?.atMinEffect, false);
});

t.test('the smallest effect worth an alarm is the floor', async (t) => {
  const values = noisy(60, (normal) => 0.97 + 0.002 * normal);
  const fine = spreadToday(points(values), accuracy);
  t.match(fine?.detectable, [{ atMinEffect: false }, { atMinEffect: false }, { atMinEffect: false }]);
  const coarse = spreadToday(points(values), { ...accuracy, minEffect: 0.05 });
  t.match(coarse?.detectable, [{ effect: 0.05, atMinEffect: true }, { effect: 0.05 }, { effect: 0.05 }]);
});

t.test('changes of the level and levels of hosts are no noise', async (t) => {
  const step = noisy(60, (normal, at) => (at < 35 ? 1000 : 1300) * Math.exp(0.01 * normal));
  const after = spreadToday(points(step), speed);
  t.match(after, { profile: { kind: 'ok', nights: 60 }, baseline: 25 });
  t.ok((after?.deviation ?? 1) < 0.015);
  const values = noisy(60, (normal, at) => (at % 2 === 0 ? 1000 : 1500) * Math.exp(0.01 * normal));
  const hosts = points(values, (at) => ({
    hosts: [{ host: at % 2 === 0 ? 'a' : 'b', value: values[at] as number, runs: 1 }],
  }));
  t.match(spreadToday(hosts, speed), { profile: { kind: 'ok' }, baseline: 60 });
  t.equal(spreadToday(points(values), speed)?.profile.kind, 'modal', 'without hosts it is what it looks like');
});

t.test('a fresh level is compared over the change', async (t) => {
  const values = noisy(40, (normal, at) => (at < 36 ? 1000 : 1300) * Math.exp(0.01 * normal));
  const spread = spreadToday(points(values), speed);
  t.equal(spread?.baseline, 4);
  t.ok((spread?.detectable[0]?.sigmas ?? 9) < 3, 'as if ten nights were known');
});

t.test('nights that give nothing or were disturbed are left out', async (t) => {
  t.equal(spreadToday([], speed), null);
  t.equal(spreadToday(points([null, null]), speed), null);
  t.equal(
    spreadToday(
      points([1000], () => ({ tainted: true })),
      speed,
    ),
    null,
  );
  const few = spreadToday(points([1000, null, 1010, 990]), speed);
  t.match(few, { profile: { kind: 'short', nights: 3 }, baseline: 3, detectable: [] });
});
