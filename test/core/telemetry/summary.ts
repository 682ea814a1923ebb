import t from 'tap';
import { rowsByDevice, summarizeTelemetry } from '../../../services/core/telemetry/summary.ts';

t.test('the container comes first, then devices by name', async (t) => {
  const rows = ['GPU-2', 'GPU-1', undefined, 'GPU-2', 'GPU-3'].map((device, at) => ({
    timeMs: at,
    ...(device === undefined ? {} : { device }),
  }));
  const sorted = rowsByDevice(rows);
  t.same([...sorted.keys()], ['container', 'GPU-1', 'GPU-2', 'GPU-3']);
  t.equal(sorted.get('GPU-2')?.length, 2);
});

t.test('means are over time, whatever the rate was', async (t) => {
  const [container, gpu] = summarizeTelemetry([
    { timeMs: 1000, device: 'GPU-1', clockMHz: 1000, temperature: 40, throttled: ['heat'] },
    { timeMs: 2000, device: 'GPU-1', clockMHz: 2000, throttled: [] },
    { timeMs: 10_000, device: 'GPU-1', clockMHz: 2000, temperature: 60, throttled: ['power brake', 'heat'] },
    { timeMs: 2000, utilisation: 1.5, readBytes: 5, writtenBytes: 1 },
    { timeMs: 3000, utilisation: 0.5 },
  ]);
  t.match(container, { device: 'container', rows: 2, readBytes: 5, writtenBytes: 1, slowed: [] });
  t.same(container?.figures, [{ figure: 'utilisation', unit: '', min: 0.5, mean: 1, max: 1.5 }]);
  t.same(gpu?.figures, [
    { figure: 'clockMHz', unit: 'MHz', min: 1000, mean: 1900, max: 2000 },
    { figure: 'temperature', unit: '°C', min: 40, mean: (40 + 8 * 60) / 9, max: 60 },
  ]);
  t.same(gpu?.slowed, [
    { reason: 'heat', share: 0.9 },
    { reason: 'power brake', share: 0.8 },
  ]);
  t.same([gpu?.readBytes, gpu?.writtenBytes], [null, null]);
});

t.test('rows of one instant count alike, and none is nothing', async (t) => {
  const same = [
    { timeMs: 5, device: 'a', power: 10, throttled: ['x'] },
    { timeMs: 5, device: 'a', power: 20 },
  ];
  t.match(summarizeTelemetry(same), [{ figures: [{ mean: 10 }], slowed: [{ share: 1 }] }]);
  t.match(summarizeTelemetry(same.map((row, at) => ({ ...row, timeMs: 5 - 2000 * at }))), [
    { figures: [{ mean: 10 }] },
  ]);
  const late = summarizeTelemetry([{ timeMs: 5 }, { timeMs: 5, power: 30 }, { timeMs: 5, power: 10 }]);
  t.match(late, [{ figures: [{ mean: 20 }] }], 'figures that stand for no time at all');
  t.same(summarizeTelemetry([]), []);
});
