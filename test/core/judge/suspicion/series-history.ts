import t from 'tap';
import { seriesHistory } from '../../../../services/core/judge/suspicion/series-history.ts';

const night = (value: number, host: string | null, accepted = true) => ({ value, host, accepted });

t.test('hosts get numbers in the order in which they first appear', async (t) => {
  const history = seriesHistory([night(3, 'b'), night(1, 'a'), night(2, null), night(4, 'b', false)], true);
  t.same([...history.values], [3, 1, 2, 4]);
  t.same([...(history.hosts ?? [])], [0, 1, 2, 0]);
  t.same([...history.accepted], [1, 1, 1, 0]);
});

t.test('one host, or a metric that does not feel it, has none', async (t) => {
  t.equal(seriesHistory([night(3, 'a'), night(1, 'a')], true).hosts, null);
  t.equal(seriesHistory([night(3, 'a'), night(1, 'b')], false).hosts, null);
  t.equal(seriesHistory([], true).hosts, null);
});
