import fc from 'fast-check';
import t from 'tap';
import type { Pair } from '../../../services/core/judge/arms.ts';
import { failureEvidence } from '../../../services/core/judge/failure-evidence.ts';
import { EVIDENCE_CONFIRM, FAILURE_RATE_SOUND, FAILURE_WEIGHT } from '../../../services/core/judge/thresholds.ts';
import { close } from '../../support/nights.ts';

const BROKEN: Pair = { good: 1, bad: null };
const HOST: Pair = { good: null, bad: null };
const SOUND: Pair = { good: 1, bad: 1 };
const TURNED: Pair = { good: null, bad: 1 };
const times = (count: number, pair: Pair): Pair[] => Array.from({ length: count }, () => pair);

t.test('by hand', async (t) => {
  t.equal(failureEvidence([]), 0);
  t.ok(close(failureEvidence([{ good: undefined, bad: null }]), Math.log(0.9 / 0.05)));
  t.ok(close(failureEvidence([{ good: undefined, bad: 3 }]), Math.log(0.1 / 0.95)));
  t.ok(close(failureEvidence([BROKEN]), Math.log(0.95 / 0.1)), 'a failing host would take the good side too');
  t.ok(close(failureEvidence([HOST]), Math.log(0.05 / 0.9)));
  t.ok(close(failureEvidence([SOUND]), Math.log(0.1 / 0.95)));
  t.ok(close(failureEvidence([TURNED]), Math.log(0.05 / 0.9)), 'nor would the new side be spared by it');
});

t.test('pairs say the same in any order, and each failure of the new side alone says more', async () => {
  const pairs = fc.array(fc.constantFrom(BROKEN, HOST, SOUND, TURNED), { maxLength: 12 });
  fc.assert(
    fc.property(pairs, (some) => {
      const plain = failureEvidence(some);
      return (
        close(plain, failureEvidence([...some].reverse())) &&
        failureEvidence([...some, BROKEN]) >= plain - 1e-9 &&
        failureEvidence([...some, SOUND]) <= plain + Math.log(0.95 / 0.1) + 1e-9 &&
        Number.isFinite(plain)
      );
    }),
  );
});

/** Mean of the evidence over `count` pairs whose sides fail on their own, and the chance that it ever confirms, exactly. */
function exactly(count: number, badRate: number, goodRate: number | null): { mean: number; confirmed: number } {
  let states = new Map<string, { pairs: Pair[]; chance: number }>([['', { pairs: [], chance: 1 }]]);
  let confirmed = 0;
  for (let step = 0; step < count; step += 1) {
    const next = new Map<string, { pairs: Pair[]; chance: number }>();
    for (const { pairs, chance } of states.values()) {
      for (const bad of [null, 1]) {
        for (const good of goodRate === null ? [undefined] : [null, 1]) {
          const share =
            (bad === null ? badRate : 1 - badRate) * (goodRate === null ? 1 : good === null ? goodRate : 1 - goodRate);
          const longer = [...pairs, { good, bad }];
          // Only how often each kind of pair came matters.
          const key = longer
            .map((pair) => `${pair.good}/${pair.bad}`)
            .sort()
            .join();
          const known = next.get(key) ?? { pairs: longer, chance: 0 };
          next.set(key, { ...known, chance: known.chance + chance * share });
        }
      }
    }
    states = next;
    for (const [key, { pairs, chance }] of states) {
      if (pairs.length < 3 || FAILURE_WEIGHT * Math.exp(failureEvidence(pairs)) < EVIDENCE_CONFIRM) continue;
      confirmed += chance;
      states.delete(key);
    }
  }
  let mean = 0;
  for (const { pairs, chance } of states.values()) mean += chance * Math.exp(failureEvidence(pairs));
  return { mean, confirmed };
}

t.test('its mean is at most 1 while sound sides fail in at most 5 %, exactly 1 at 5 % for re-runs', async (t) => {
  t.ok(close(exactly(2, FAILURE_RATE_SOUND, null).mean, 1));
  for (const rate of [0, 0.01, FAILURE_RATE_SOUND]) {
    t.ok(exactly(2, rate, null).mean <= 1 + 1e-9, `re-runs, ${rate}`);
    t.ok(exactly(2, rate, rate).mean <= 1 + 1e-9, `pairs, ${rate}`);
  }
  t.ok(exactly(2, 0.9, 0.9).mean <= 1, 'a host on which everything fails');
});

t.test('two sides that fail alike are confirmed as different in fewer than 1 of 1,000 sound experiments', async (t) => {
  t.ok(exactly(12, FAILURE_RATE_SOUND, FAILURE_RATE_SOUND).confirmed < 1 / 1000);
  t.ok(exactly(12, FAILURE_RATE_SOUND, null).confirmed < 1 / 1000);
  // A benchmark that fails in every second run is beyond the assumption; even then few of 100 experiments are wrong.
  const worst = Math.max(...[0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9].map((rate) => exactly(12, rate, rate).confirmed));
  t.ok(worst < 0.1, `at worst ${worst}`);
});

t.test('a new side that never works is confirmed by four pairs, or three re-runs', async (t) => {
  const ratio = (pairs: Pair[]): number => FAILURE_WEIGHT * Math.exp(failureEvidence(pairs));
  t.ok(ratio(times(4, BROKEN)) >= EVIDENCE_CONFIRM && ratio(times(3, BROKEN)) < EVIDENCE_CONFIRM);
  t.ok(ratio(times(3, { good: undefined, bad: null })) >= EVIDENCE_CONFIRM);
});
