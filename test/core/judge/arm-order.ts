import t from 'tap';
import { armOrder, stopIfLost } from '../../../services/core/judge/arm-order.ts';
import { trial } from '../../support/judging.ts';

t.test('pairs run ABBA; alone, only the suspicious side', async (t) => {
  t.same([0, 1, 2, 3].flatMap((pair) => armOrder(pair, false)).join(' '), 'good bad bad good good bad bad good');
  t.same(
    [0, 1].flatMap((pair) => armOrder(pair, true)),
    ['bad', 'bad'],
  );
});

t.test('six runs that were lost end an experiment, five do not', async (t) => {
  const lost = (count: number) => Array.from({ length: count }, () => trial(0, 'bad', null, { outcome: 'host-lost' }));
  t.equal(stopIfLost([...lost(5), trial(0, 'good', 1)]), null);
  t.match(stopIfLost(lost(6)), { kind: 'stop', reason: /^6 runs were lost/ });
});
