import t from 'tap';
import { hostSplit } from '../../../../services/core/attribution/trial/host-split.ts';
import { SPEED } from '../../../support/settled.ts';
import { gave } from '../../../support/trials.ts';

const metric = SPEED.definition;
type Value = number | null;
const now = (good: readonly Value[], bad: readonly Value[]) => [
  ...good.map((value, pair) => gave(metric, 'good', pair, value)),
  ...bad.map((value, pair) => gave(metric, 'bad', pair, value)),
];
const split = (good: readonly Value[], bad: readonly Value[], before: { good: Value; bad: Value } | null) =>
  hostSplit(now(good, bad), metric, before);
const slow = { good: 1000, bad: 800 };

t.test('both sides give what the bad run gave: the host', async (t) => {
  const found = split([800, 804, 798], [801, 799, 805], slow);
  t.equal(found.outcome, 'host');
  t.match(
    found.reason,
    /^both sides give 801\.\d+ examples\/s now, as the bad run did; the good run gave 1,000 examples/,
  );
  t.equal(split([700, 690], [700, 710], slow).outcome, 'host', 'beyond it too');
  t.equal(split([800, 801], [800], slow).outcome, 'host', 'half a pair counts');
});

t.test('both give what the good run gave, or one of them does: it is gone', async (t) => {
  const found = split([1000, 1010], [1005, 995], slow);
  t.equal(found.outcome, 'not-reproducible');
  t.match(
    found.reason,
    /^fresh runs of both sides give the same, 1,002\.\d examples\/s, and not what the bad run gave$/,
  );
  t.equal(split([800, 804], [1000, 1002], slow).outcome, 'not-reproducible');
});

t.test('one lucky run is no host: what both give must lie clear of it', async (t) => {
  t.equal(split([700, 1000], [850, 720], slow).outcome, 'not-reproducible');
  t.equal(split([994], [994], { good: 1000, bad: 993 }).outcome, 'not-reproducible', 'below anything worth an alarm');
});

t.test('a bad run that failed, and both sides that fail now', async (t) => {
  const failed = { good: 1000, bad: null };
  t.match(split([null, null], [null, null], failed), {
    outcome: 'host',
    reason: 'both sides fail now, as the bad run did',
  });
  t.equal(split([1000, 1001], [1000, null], failed).outcome, 'not-reproducible');
  t.equal(split([], [], failed).outcome, 'not-reproducible');
});

t.test('nothing is known of before, or of one side now', async (t) => {
  const gone = { outcome: 'not-reproducible', reason: 'fresh runs of both sides give the same' };
  t.same(split([1000], [1000], null), gone);
  t.same(split([1000], [1000], { good: null, bad: 1000 }), gone);
  t.same(split([800], [null], slow), gone);
});
