import t from 'tap';
import { planEviction } from '../../../services/core/planning/eviction.ts';

const set = (key: string, bytes: number, usedAt: number, held = false) => ({ key, bytes, usedAt, held });
const room = { need: 10, quota: 100, free: 1000, reserve: 5 };

t.test('nothing goes while there is room', async (t) => {
  t.same(planEviction([set('a', 90, 1)], room), { evict: [], over: 0, lacking: 0 });
  t.same(planEviction([], room), { evict: [], over: 0, lacking: 0 });
});

t.test('over the quota the sets used longest ago go, and no more than that takes', async (t) => {
  const sets = [set('new', 40, 3), set('old', 30, 1), set('middle', 30, 2)];
  t.same(planEviction(sets, room), { evict: ['old'], over: 0, lacking: 0 });
  t.same(planEviction(sets, { ...room, need: 50 }), { evict: ['old', 'middle'], over: 0, lacking: 0 });
});

t.test('what a run uses or somebody keeps stays, even over the quota', async (t) => {
  const sets = [set('used', 60, 1, true), set('kept', 35, 2, true), set('new', 5, 3)];
  t.same(planEviction(sets, { ...room, need: 20 }), { evict: ['new'], over: 15, lacking: 0 });
});

t.test('a disk with too little room costs sets too, and what it still lacks is said', async (t) => {
  const sets = [set('old', 20, 1), set('new', 20, 2)];
  t.same(planEviction(sets, { ...room, need: 30, free: 16 }), { evict: ['old'], over: 0, lacking: 0 });
  t.same(planEviction(sets, { ...room, need: 60, free: 0 }), { evict: ['old', 'new'], over: 0, lacking: 25 });
});
