import t from 'tap';
import { weighTrial } from '../../../../services/core/attribution/trial/weigh.ts';
import type { ExperimentRun } from '../../../../services/core/model/experiment.ts';
import type { Levels } from '../../../../services/core/model/search.ts';
import { trial } from '../../../support/judging.ts';
import { LOSS, SPEED } from '../../../support/settled.ts';
import { gave, roomFor } from '../../../support/trials.ts';

const loss = LOSS.definition;
const speed = SPEED.definition;
const alone: Levels = { kind: 'numbers', metric: 'loss', paired: false, good: 1, bad: 2, deviation: 0.1, count: 3 };
const paired: Levels = {
  ...{ kind: 'numbers', metric: 'throughput', paired: true, count: 3 },
  ...{ good: Math.log(1000), bad: Math.log(900), deviation: 0.005 },
};
const failing: Levels = { kind: 'failure', metric: 'loss', paired: false, signature: 'exit-nonzero: exit code 1' };
const weigh = (runs: readonly ExperimentRun[], levels: Levels, metric = loss) =>
  weighTrial(roomFor(6), runs, levels, metric);
const mixture = (...values: (number | null)[]) => values.map((value, pair) => gave(loss, 'bad', pair, value));
const near = (found: number | null | undefined, expected: number) => Math.abs((found ?? Number.NaN) - expected) < 1e-9;

t.test('pairs: both means, the relative change and how far it went', async (t) => {
  const runs = [
    gave(speed, 'good', 0, 1000),
    gave(speed, 'bad', 0, 900),
    gave(speed, 'bad', 1, 990),
    gave(speed, 'good', 1, 1100),
  ];
  const found = weigh(runs, paired, speed);
  t.match(found, {
    ...{ kind: 'trial', verdict: 'bad', unresolved: null, reason: 'like the bad side after 2 pairs' },
    ...{ pairs: 2, runs: 4, host: 'host-a' },
  });
  t.ok(near(found.effect, -0.1) && near(found.interval?.[0], -0.1) && near(found.share, 1));
  t.ok(near(found.reference, Math.sqrt(1000 * 1100)) && near(found.value, Math.sqrt(900 * 990)));
  t.ok(near(found.evidence, 400), '20 : 1 for each pair');
});

t.test('alone: held against the good level of the split', async (t) => {
  const found = weigh(mixture(1, 1.1), alone);
  t.match(found, { verdict: 'good', reason: 'like the good side after 2 runs', reference: 1, pairs: 2, runs: 2 });
  t.ok(near(found.value, 1.05) && near(found.effect, 0.05) && near(found.share, 0.05));
  t.ok(found.evidence >= 100);
});

t.test('half a pair is in no mean, and a good side beside a mixture that runs alone is not looked at', async (t) => {
  t.match(weigh([gave(speed, 'bad', 0, 900)], paired, speed), { value: null, effect: null, share: null, pairs: 0 });
  t.equal(weigh([...mixture(1, 1), gave(loss, 'good', 0, 50)], alone).reference, 1);
  const failed = [gave(speed, 'good', 0, null), gave(speed, 'bad', 0, 900)];
  t.match(weigh(failed, paired, speed), { reference: null, share: null });
  t.ok(near(weigh(failed, paired, speed).value, 900));
});

t.test('where both levels are one there is no way from one to the other', async (t) => {
  t.equal(weigh(mixture(1), { ...alone, bad: 1 }).share, null);
});

t.test('known by its failure', async (t) => {
  t.match(weigh(mixture(null, null), failing), {
    verdict: 'bad',
    value: null,
    effect: null,
    share: 1,
    reference: null,
  });
  t.match(weigh(mixture(3, 3, 3), failing), { verdict: 'good', value: 3, share: 0 });
  t.match(weigh([], failing), { verdict: 'unresolved', unresolved: 'undecided', share: null, evidence: 1 });
});

t.test('unresolved: broken, beside a failing good side, lost, too close to call', async (t) => {
  const broken = weigh(mixture(null, null), alone);
  t.match(broken, { unresolved: 'broken', reason: 'it fails: exit-nonzero: exit code 1', value: null });
  const other = [0, 1].map((pair) => ({ ...trial(pair, 'bad', null), detail: 'exit code 3' }));
  t.match(weigh(other, failing).reason, 'it fails in another way than the bad side: exit-nonzero: exit code 3');
  const both = [0, 1].flatMap((pair) => [gave(speed, 'good', pair, null), gave(speed, 'bad', pair, 900)]);
  t.match(weigh(both, paired, speed), { unresolved: 'lost', reason: 'the good side itself fails beside it' });
  const lost: ExperimentRun[] = Array(6).fill(trial(0, 'bad', null, { outcome: 'host-lost' }));
  t.match(weigh(lost, alone), { unresolved: 'lost', reason: 'too many runs were lost to the infrastructure', runs: 6 });
  t.match(weigh([...lost, ...mixture(1, 1)], alone), { verdict: 'good' }, 'a decision stands');
  t.match(weigh(mixture(1.5), alone), {
    unresolved: 'undecided',
    reason: /^too close to call after 1 run, \d+ % of the way/,
  });
});
