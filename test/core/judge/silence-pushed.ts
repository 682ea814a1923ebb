import t from 'tap';
import { pushedSilences } from '../../../services/core/judge/silence-pushed.ts';
import { aSeries } from '../../support/builders.ts';

const DAY_MS = 86_400_000;
const NOW = Date.parse('2026-11-26T12:00:00.000Z');
const daysAgo = (...days: number[]) => days.map((day) => new Date(NOW - day * DAY_MS).toISOString());
const silent = (nights: readonly string[]) =>
  pushedSilences([{ series: aSeries(), seriesId: aSeries().id, nights }], new Date(NOW));

t.test('a series is due after twice its own longest gap', async (t) => {
  t.same(silent(daysAgo(1, 2, 3, 4)), [], 'daily, and a day ago');
  t.same(silent(daysAgo(5, 6, 9, 10)), [], 'a weekend is part of its rhythm');
  const [found] = silent(daysAgo(7, 8, 11, 12));
  t.match(found, {
    ...{ kind: 'series', seriesId: aSeries().id, host: null, since: daysAgo(7)[0], due: daysAgo(1)[0] },
    ...{ cadence: 'its own results, at most 72 h apart', reason: /no valid point since .*more than 2 times as long/ },
  });
});

t.test(
  'too few nights expect nothing, what came together is no rhythm, and what its owner gave up is not silent',
  async (t) => {
    t.same(silent([]), []);
    t.same(silent(daysAgo(30, 31, 32)), []);
    t.same(silent(daysAgo(91, 92, 93, 94)), []);
    const together = [0, 1, 2, 3].map((at) => new Date(NOW - 7_200_000 - at).toISOString());
    t.same(silent(together), [], 'two hours at least');
  },
);
