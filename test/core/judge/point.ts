import t from 'tap';
import { pointOf } from '../../../services/core/judge/point.ts';

const where = { seriesId: 'ser_00000001', nightId: 'night_00000001', at: '2026-03-01T12:00:00.000Z' };
const measured = (value: number) => ({ kind: 'measured', value }) as const;

t.test('the mean of the valid runs, geometric for positive numbers', async (t) => {
  const runs = [measured(0.9), { kind: 'failed', reason: 'time-out' } as const, measured(0.8)];
  const point = pointOf(where, { scale: 'rate' }, runs);
  t.ok(Math.abs((point.value as number) - 0.85) < 1e-12);
  t.ok(Math.abs(point.spread - 0.1 / Math.SQRT2) < 1e-12);
  t.match(point, { ...where, runs: 2, planned: 3 });
  const speed = pointOf(where, { scale: 'positive' }, [measured(100), measured(400)]);
  t.ok(Math.abs((speed.value as number) - 200) < 1e-9);
  t.ok(Math.abs(speed.spread - Math.log(4) / Math.SQRT2) < 1e-12);
});

t.test('no valid run is no value', async (t) => {
  const point = pointOf(where, { scale: 'rate' }, [{ kind: 'absent', reason: 'host-lost' }]);
  t.same([point.value, point.spread, point.runs, point.planned], [null, 0, 0, 1]);
});
