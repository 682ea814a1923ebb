import fc from 'fast-check';
import t from 'tap';
import { chanceOfFailures, failureFinding } from '../../../../services/core/statistics/convergence/failure.ts';
import { shuffled } from '../../../support/properties.ts';

t.test('the chance is the Beta-Binomial tail', async (t) => {
  // Without history Beta(½, ½): P(1 of 1) = ½, P(2 of 2) = ½·³⁄₂/(1·2) = ⅜.
  t.equal(chanceOfFailures({ failed: 0, runs: 0 }, 1, 1).toFixed(12), '0.500000000000');
  t.equal(chanceOfFailures({ failed: 0, runs: 0 }, 2, 2).toFixed(12), '0.375000000000');
  t.equal(chanceOfFailures({ failed: 3, runs: 9 }, 1, 1).toFixed(12), '0.350000000000', 'mean of Beta(3½, 6½)');
  t.equal(chanceOfFailures({ failed: 3, runs: 9 }, 0, 4), 1);
  t.ok(chanceOfFailures({ failed: 9, runs: 9 }, 1, 60) <= 1, 'never above 1');
});

t.test('one failure of a benchmark that never fails is not yet a finding, two in a row are', async (t) => {
  const history = { failed: 0, runs: 60 };
  t.match(failureFinding(history, [true]), { finding: false, reason: null });
  t.match(failureFinding(history, [false, true, true]), { finding: true });
  t.match(failureFinding({ failed: 0, runs: 5 }, [true, true]), { finding: true, reason: 'in-a-row' });
  t.match(failureFinding(history, [true, false, true]).reason, /unlikely|null/);
});

t.test('failures that the history never brings are a finding without being in a row', async (t) => {
  const finding = failureFinding({ failed: 0, runs: 200 }, [true, false, true, false]);
  t.match(finding, { finding: true, reason: 'unlikely' });
  t.ok(finding.chance < 0.001);
});

t.test('a benchmark that fails one time in three is left alone until it fails more', async (t) => {
  const history = { failed: 30, runs: 100 };
  t.match(failureFinding(history, [true, true]), { finding: false });
  t.match(failureFinding(history, [true, true, true, true, true, true, true]), { finding: true, reason: 'unlikely' });
  t.match(
    failureFinding({ failed: 3, runs: 10 }, [true, true]),
    { finding: true, reason: 'in-a-row' },
    'too few to know',
  );
});

t.test('impossible counts are refused', async (t) => {
  t.throws(() => failureFinding({ failed: 3, runs: 2 }, [true]), { code: 'INPUT_INVALID', message: /3 failures of 2/ });
});

const past = fc
  .tuple(fc.nat(200), fc.nat(200))
  .map(([one, other]) => ({ failed: Math.min(one, other), runs: Math.max(one, other) }));

t.test('the order of the runs matters to the last two alone', async () => {
  fc.assert(
    fc.property(past, shuffled(fc.array(fc.boolean(), { minLength: 1, maxLength: 12 })), (history, [runs, turned]) => {
      const [one, other] = [failureFinding(history, runs), failureFinding(history, turned)];
      const tail = (all: readonly boolean[]) => all.slice(-2).join();
      return one.chance === other.chance && (tail(runs) !== tail(turned) || one.finding === other.finding);
    }),
  );
});

t.test('more failures are less likely, and a history that failed more explains them better', async () => {
  fc.assert(
    fc.property(past, fc.integer({ min: 1, max: 20 }), fc.nat(19), (history, runs, at) => {
      const failed = at % runs;
      const chance = chanceOfFailures(history, failed, runs);
      const worse = { failed: Math.min(history.runs, history.failed + 1), runs: history.runs };
      return (
        chanceOfFailures(history, failed + 1, runs) <= chance + 1e-12 &&
        chanceOfFailures(worse, failed, runs) >= chance - 1e-12
      );
    }),
  );
});

t.test('mirror: so many failures or more, and so many successes or more beyond, are everything', async () => {
  fc.assert(
    fc.property(past, fc.integer({ min: 1, max: 20 }), fc.nat(19), (history, runs, at) => {
      const failed = 1 + (at % runs);
      const successes = { failed: history.runs - history.failed, runs: history.runs };
      const both = chanceOfFailures(history, failed, runs) + chanceOfFailures(successes, runs - failed + 1, runs);
      return Math.abs(both - 1) < 1e-9;
    }),
  );
});
