import t from 'tap';
import type {
  DetectionReport,
  DetectionSettings,
  ShiftRow,
  StableRow,
} from '../../../services/core/simulate/detection.ts';
import { rateOf } from '../../../services/core/simulate/figures.ts';
import { detectionPicture } from '../../../services/core/simulate/picture.ts';

const settings: DetectionSettings = {
  ...{ noises: [], sigma: 0.01, history: 60, nights: 60, series: 200, seeds: [1], maxPairs: 12 },
  ...{ shifts: [1, 2], drifts: [], fleets: [] },
};
const stable = (title: string, alarms: number, nights: number): StableRow => ({
  ...{ noise: title, title, alarms: rateOf(alarms, nights), confirmed: rateOf(0, 10) },
  ...{ suspicionsPerThousand: 1, rerunsPerThousand: 2, evidence: { mean: 1, error: 0.1 } },
});
const moved = (title: string, shift: number, found: number): ShiftRow => ({
  ...{ noise: title, title, shift, series: 10, medianNight: 3, rerunsPerAlarm: 4 },
  found: Array.from({ length: 30 }, (_, i) => (found * (i + 1)) / 30),
});
const empty: DetectionReport = { stable: [], shifts: [], drifts: [], fleets: [] };
const report: DetectionReport = {
  ...empty,
  stable: [stable('normal', 0, 100_000), stable('a < b & c', 20, 100_000)],
  shifts: [moved('normal', 1, 0.5), moved('normal', 2, 1), moved('a < b & c', 1, 0.5), moved('a < b & c', 2, 1)],
};

/** Points of every line of the picture, in the order of the file. */
function lines(svg: string): number[][][] {
  const paths = [...svg.matchAll(/<path d="M([\d. L-]+)" stroke="#[0-9a-f]{6}" stroke-width="2"/g)];
  return paths.map(([, d]) => (d as string).split('L').map((point) => point.split(' ').map(Number)));
}

t.test('one curve a shift and noise, rising from left to right', async (t) => {
  const curves = lines(detectionPicture(settings, report)).filter((points) => points.length === 30);
  t.equal(curves.length, 4);
  for (const curve of curves) {
    for (const [i, [x, y]] of curve.entries()) {
      if (i === 0) continue;
      const [beforeX, beforeY] = curve[i - 1] as [number, number];
      t.ok((x as number) > beforeX && (y as number) <= beforeY);
    }
  }
  // Half as many found: half as high above the bottom of the panel, which is the line of 0 %.
  const [half, whole] = [curves[0]?.at(-1)?.[1] as number, curves[1]?.at(-1)?.[1] as number];
  t.ok(Math.abs(160 - half - (160 - whole) / 2) < 0.11);
});

t.test('bars and whiskers stand for the rates and their intervals', async (t) => {
  const svg = detectionPicture(settings, report);
  const widths = [...svg.matchAll(/<rect x="([\d.]+)" y="[\d.]+" width="([\d.]+)"/g)].map(([, x, w]) =>
    [x, w].map(Number),
  );
  t.equal(widths.length, 2);
  t.equal(widths[0]?.[1], 0, 'no false alarm, no bar');
  const left = widths[1]?.[0] as number;
  const ends = [...svg.matchAll(/M([\d.]+) [\d.]+H([\d.]+)M/g)].map(([, from, to]) => [Number(from), Number(to)]);
  const { low, high, perThousand } = rateOf(20, 100_000);
  const scale = (widths[1]?.[1] as number) / perThousand;
  t.ok(Math.abs((ends[1]?.[0] as number) - left - low * scale) < 0.3);
  t.ok(Math.abs((ends[1]?.[1] as number) - left - high * scale) < 0.3);
  t.match(svg, '0.200  (20 in 100000)');
});

t.test('the axis of rates has round marks and holds every interval', async (t) => {
  const ticks = (nights: number) => {
    const svg = detectionPicture(settings, { ...empty, stable: [stable('normal', 0, nights)] });
    return [...svg.matchAll(/text-anchor="middle" font-size="11">([\d.]+)</g)].map(([, tick]) => Number(tick));
  };
  t.same(ticks(1_000_000), [0, 0.05, 0.1, 0.15, 0.2], 'never finer than this');
  t.same(ticks(3_600), [0, 0.5, 1, 1.5, 2], 'up to 1.02');
  t.same(ticks(10_000), [0, 0.1, 0.2, 0.3, 0.4], 'up to 0.37');
  t.same(ticks(4_500), [0, 0.25, 0.5, 0.75, 1], 'up to 0.82');
  t.same(ticks(1_000), [0, 1, 2, 3, 4], 'up to 3.68');
});

t.test('text is escaped, sizes are in σ and per cent, and nothing is left out', async (t) => {
  const svg = detectionPicture(settings, report);
  t.match(svg, 'a &lt; b &amp; c');
  t.notMatch(svg, 'a < b');
  t.match(svg, '2 σ (2 %)');
  t.match(svg, '200 series a row and seed, 60 nights after 60 of history');
  t.notMatch(svg, /NaN|undefined|Infinity/);
  t.equal(detectionPicture(settings, report), svg, 'the same bytes again');
});

t.test('without shifts there are bars alone, and the picture is lower', async (t) => {
  const heightOf = (svg: string) => Number(/height="(\d+)"/.exec(svg)?.[1]);
  const bars = detectionPicture({ ...settings, shifts: [] }, { ...report, shifts: [] });
  t.notMatch(bars, 'Share of shifts found');
  t.ok(heightOf(bars) < heightOf(detectionPicture(settings, report)));
});
