import t from 'tap';
import { type PlacedRun, pointOf } from '../../../services/core/judge/point.ts';
import type { RunValue } from '../../../services/core/judge/validity.ts';

const where = { seriesId: 'ser_00000001', nightId: 'night_00000001', at: '2026-03-01T12:00:00.000Z' };
const measured = (value: number) => ({ kind: 'measured', value }) as const;
const on = (found: RunValue, host: string | null = 'host-a', tainted = false): PlacedRun => ({ found, host, tainted });

t.test('the mean of the valid runs, geometric for positive numbers', async (t) => {
  const runs = [on(measured(0.9)), on({ kind: 'failed', reason: 'time-out' }), on(measured(0.8))];
  const point = pointOf(where, { scale: 'rate' }, runs);
  t.ok(Math.abs((point.value as number) - 0.85) < 1e-12);
  t.ok(Math.abs(point.spread - 0.1 / Math.SQRT2) < 1e-12);
  t.match(point, { ...where, runs: 2, planned: 3 });
  const speed = pointOf(where, { scale: 'positive' }, [on(measured(100)), on(measured(400))]);
  t.ok(Math.abs((speed.value as number) - 200) < 1e-9);
  t.ok(Math.abs(speed.spread - Math.log(4) / Math.SQRT2) < 1e-12);
});

t.test('no valid run is no value', async (t) => {
  const point = pointOf(where, { scale: 'rate' }, [on({ kind: 'absent', reason: 'host-lost' }, null)]);
  t.same([point.value, point.spread, point.runs, point.planned], [null, 0, 0, 1]);
  t.same([point.hosts, point.tainted], [[], false]);
});

t.test('what each host gave, by name, those without a name first', async (t) => {
  const runs = [on(measured(400), 'host-b'), on(measured(1000), 'host-a'), on(measured(100), 'host-b')];
  const { hosts } = pointOf(where, { scale: 'positive' }, [
    ...runs,
    on({ kind: 'failed', reason: 'time-out' }, 'host-c'),
  ]);
  t.match(hosts, [
    { host: 'host-a', runs: 1 },
    { host: 'host-b', runs: 2 },
  ]);
  t.equal(hosts.length, 2, 'a host that gave no number is no part');
  t.ok(Math.abs((hosts[1]?.value as number) - 200) < 1e-9, 'geometric as well');
  const names = (...hosts: readonly (string | null)[]) =>
    pointOf(
      where,
      { scale: 'rate' },
      hosts.map((host) => on(measured(0.5), host)),
    ).hosts.map(({ host }) => host);
  t.same(names('host-a', null), [null, 'host-a']);
  t.same(names(null, 'host-a'), [null, 'host-a']);
});

t.test('a disturbed run behind the value taints it; one that gave none does not', async (t) => {
  const at = (run: PlacedRun) => pointOf(where, { scale: 'rate' }, [on(measured(0.9)), run]).tainted;
  t.equal(at(on(measured(0.8), 'host-a', true)), true);
  t.equal(at(on({ kind: 'failed', reason: 'time-out' }, 'host-a', true)), false);
  t.equal(at(on(measured(0.8))), false);
});
