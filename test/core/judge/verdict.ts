import t from 'tap';
import { pointOf } from '../../../services/core/judge/point.ts';
import type { RunValue } from '../../../services/core/judge/validity.ts';
import { verdictOf } from '../../../services/core/judge/verdict.ts';
import type { Band } from '../../../services/core/model/series.ts';
import { bandAtPoint } from '../../../services/core/statistics/band.ts';
import { aMetric } from '../../support/builders.ts';

const metric = aMetric({ name: 'throughput', kind: 'speed', scale: 'positive', unit: 'examples/s' });
const band = bandAtPoint({ kind: 'calibrated', centre: 10_000, deviation: 0.01, runs: 10 }, metric, 3);
const measured = (value: number): RunValue => ({ kind: 'measured', value });
const failed: RunValue = { kind: 'failed', reason: 'out-of-memory: killed at 512 MiB' };
/** Runs of one host, undisturbed. */
const placed = (runs: readonly RunValue[]) => runs.map((found) => ({ found, host: 'host-a', tainted: false }));
const absent: RunValue = { kind: 'absent', reason: 'host-lost' };

function judge(
  runs: readonly RunValue[],
  change: { band?: Band | null; changedSeeds?: readonly number[]; bandNote?: string } = {},
) {
  const point = pointOf(
    { seriesId: 'ser_00000001', nightId: 'night_00000001', at: '2026-03-01T12:00:00.000Z' },
    metric,
    placed(runs),
  );
  return verdictOf({ point, metric, band, runs, changedSeeds: [], ...change });
}

t.test('inside, below and above, with number, unit, band and its reason', async (t) => {
  const inside = judge([measured(10_010), measured(9_990)]);
  t.match(inside, { kind: 'in-band', suspicious: false, seriesId: 'ser_00000001', nightId: 'night_00000001' });
  t.match(
    inside.reason,
    /^throughput is 10,000 examples\/s, inside its band 9,559\.4 to 10,461 examples\/s \(calibrated from 10 runs/,
  );
  const below = judge([measured(5_000), measured(5_100), measured(5_050)]);
  t.match(below, { kind: 'below', suspicious: true });
  t.match(below.reason, /^throughput is 5,049\.8 examples\/s, below its band/);
  t.match(judge([measured(20_000)]), { kind: 'above', suspicious: true }, 'too fast is suspicious too');
});

t.test('what more there is to say of the band stands with its reason', async (t) => {
  const moved = judge([measured(10_010)], { bandNote: 'moved by −2 % for host-b' });
  t.match(moved.reason, /its band .* \(calibrated from 10 runs.*; moved by −2 % for host-b\)$/);
  t.match(moved.band?.reason, /; moved by −2 % for host-b$/);
  t.notMatch(judge([measured(10_010)], { bandNote: '' }).reason, /; \)$/);
  t.match(judge([measured(1)], { band: null, bandNote: 'host-c is new' }), { kind: 'no-band' });
});

t.test('the band is the one for as many runs as the point has', async (t) => {
  const quality = aMetric();
  const known = bandAtPoint({ kind: 'declared', centre: 0.9, deviation: 0.01, runs: 10 }, quality, 4);
  const at = (count: number) => {
    const runs = Array.from({ length: count }, () => measured(0.871));
    const point = pointOf({ seriesId: 's', nightId: 'n', at: 'i' }, quality, placed(runs));
    return verdictOf({ point, metric: quality, band: known, runs, changedSeeds: [] });
  };
  t.equal(at(1).kind, 'in-band');
  t.equal(at(4).kind, 'below');
  t.ok((at(1).band as Band).low < known.low);
});

t.test('a run that failed by itself is a finding, one that the infrastructure took is not', async (t) => {
  t.match(judge([failed, failed]), {
    kind: 'invalid',
    suspicious: true,
    reason: 'throughput was not measured: 2 of 2 runs failed: out-of-memory: killed at 512 MiB',
  });
  t.match(judge([measured(10_000), failed]), {
    kind: 'invalid',
    suspicious: true,
    reason: 'throughput is 10,000 examples/s, but 1 of 2 runs failed: out-of-memory: killed at 512 MiB',
  });
  t.match(judge([measured(100), failed]), { kind: 'below', suspicious: true }, 'the number says more');
  t.match(judge([absent]), {
    kind: 'invalid',
    suspicious: false,
    reason: 'throughput was not measured: 1 of 1 run gave nothing: host-lost',
  });
  t.match(judge([absent, failed]), { kind: 'invalid', suspicious: true });
  t.match(judge([measured(10_000), absent]), { kind: 'in-band', suspicious: false });
  t.match(judge([measured(10_000), absent]).reason, /\(1 of 2 runs gave nothing: host-lost\)$/);
  t.match(judge([]), { kind: 'invalid', suspicious: false, reason: /no run was planned/ });
});

t.test('without a band there is no judgement, and other numbers for a seed are a note', async (t) => {
  t.match(judge([measured(1)], { band: null }), {
    kind: 'no-band',
    suspicious: false,
    band: null,
    reason: 'throughput is 1 examples/s; it has no band yet',
  });
  const changed = judge([measured(10_000)], { changedSeeds: [4] });
  t.match(changed, { kind: 'changed', suspicious: false });
  t.match(changed.reason, /; seed 4 gave other numbers than on the nights before$/);
  t.match(judge([measured(10_000)], { changedSeeds: [1, 4] }).reason, /; seeds 1, 4 gave/);
  t.match(judge([measured(10)], { changedSeeds: [1] }), { kind: 'below' }, 'outside is more than changed');
});
