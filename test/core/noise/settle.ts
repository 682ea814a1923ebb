import t from 'tap';
import { type SettleLook, settleStep } from '../../../services/core/noise/settle.ts';

const BOUND_MS = 60_000;
const look = (at: number, utilisation: number | null, temperature: number | null): SettleLook => ({
  at,
  devices: [{ device: 'GPU-1a', utilisation, temperature }],
});

t.test('idle and cool: it begins at once', async (t) => {
  t.same(settleStep([look(0, 0, 40)], 0, BOUND_MS), { kind: 'start', why: 'its devices are idle', taints: [] });
  t.match(settleStep([look(0, 0.05, 50)], 0, BOUND_MS), { kind: 'start' });
});

t.test('what cannot be told is not waited for', async (t) => {
  t.match(settleStep([], 0, BOUND_MS), { kind: 'start', why: 'no device told how it stands' });
  t.match(settleStep([look(0, null, null)], 0, BOUND_MS), { kind: 'start' });
  t.match(settleStep([look(0, 0, null), look(10_000, 0, 70)], 10_000, BOUND_MS), { kind: 'start' });
  const other = { at: 0, devices: [] };
  t.match(settleStep([other, look(10_000, 0, 70)], 10_000, BOUND_MS), { kind: 'start' });
});

t.test('a device that works is waited for, and blamed only when it goes on', async (t) => {
  t.same(settleStep([look(0, 0.8, 40)], 0, BOUND_MS), { kind: 'wait', why: 'GPU-1a works at 80 %', taints: [] });
  const going = [look(0, 0.9, 40), look(30_000, 0.8, 40), look(60_000, 0.8, 40)];
  t.same(settleStep(going, 60_000, BOUND_MS), {
    kind: 'start',
    why: 'GPU-1a works at 80 %, after 60 s',
    taints: ['GPU-1a: somebody else kept it at 80 % before the run began'],
  });
  const once = [look(0, 0.9, 40), look(30_000, 0, 40), look(60_000, 0.8, 40)];
  t.same(settleStep(once, 60_000, BOUND_MS).taints, [], 'a moment of work is no neighbour');
  const gone = [{ at: 0, devices: [] }, look(1000, 0.9, 40)];
  t.same(settleStep(gone, 60_000, BOUND_MS).taints, []);
});

t.test('a warm device is waited for while it gets cooler', async (t) => {
  t.match(settleStep([look(0, 0, 70)], 0, BOUND_MS), { kind: 'wait', why: 'GPU-1a still cools down from 70 °C' });
  t.match(settleStep([look(0, 0, 70), look(10_000, 0, 65)], 10_000, BOUND_MS), { kind: 'wait' });
  t.match(settleStep([look(0, 0, 65), look(10_000, 0, 65)], 10_000, BOUND_MS), { kind: 'start' }, 'it stays warm');
  const late = settleStep([look(50_000, 0, 70), look(60_000, 0, 65)], 60_000, BOUND_MS);
  t.match(late, { kind: 'start', why: 'GPU-1a still cools down from 65 °C, after 60 s', taints: [] });
});
