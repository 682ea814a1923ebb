import t from 'tap';
import { throttleTaints } from '../../../services/core/noise/throttling.ts';

t.test('a device that was slowed down in enough looks is named with the reason', async (t) => {
  const looks = (count: number, slowed: Record<string, number>) => [
    { device: 'GPU-1a', looks: count, slowed: new Map(Object.entries(slowed)) },
  ];
  t.same(throttleTaints(looks(100, { 'hardware thermal slowdown': 5, 'hardware power brake': 4 })), [
    'GPU-1a: hardware thermal slowdown in 5 of 100 looks',
  ]);
  t.same(throttleTaints(looks(9, { 'hardware slowdown': 9 })), [], 'too few looks accuse nobody');
  t.same(throttleTaints(looks(10, { 'hardware slowdown': 1 })).length, 1);
  t.same(throttleTaints(looks(0, {})), [], 'a tool that died says nothing');
});
