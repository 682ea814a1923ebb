import t from 'tap';
import { causeLine } from '../../../services/core/reporting/cause-line.ts';
import { markdownQuote } from '../../../services/core/reporting/piece.ts';
import { conclusionOf } from '../../support/reporting.ts';

const throughput = { name: 'throughput', scale: 'positive', unit: 'examples/s' } as const;
const line = (...given: Parameters<typeof conclusionOf>) => causeLine(conclusionOf(...given), throughput);
const kernel = { factor: 'kernel', from: '5.15', to: '6.8' };

t.test('a cause with both proofs', async (t) => {
  t.equal(
    line(),
    'numpy 1.26.4 → 2.0.0 changes throughput by −60 % (95 % interval −62 % to −59 %). Proof: undoing only this cures (step 2), and only this breaks the good environment (step 3); evidence more than 10,000 : 1 from 8 pairs. The search took 6 decisions and 44 runs.',
  );
});

t.test('a proof that does not exist is told in the search’s own words', async (t) => {
  const one = line({ necessity: null, reason: 'all new with it old cannot be run' });
  t.match(one, 'Proof: only this breaks the good environment (step 3); evidence');
  t.match(one, 'from 8 pairs. all new with it old cannot be run. The search took');
  t.match(
    line({ sufficiency: null, reason: 'done.' }),
    'Proof: undoing only this cures (step 2); evidence more than 10,000 : 1 from 8 pairs. done. The',
  );
});

t.test('where nothing else differs, the comparison itself is the proof', async (t) => {
  const none = { necessity: null, sufficiency: null, betweenDecisions: 2 } as const;
  t.match(
    line(none),
    'Proof: nothing else differs between the two environments; evidence more than 10,000 : 1 from 8 pairs. The',
  );
  const given = line({ ...none, pairs: 0, evidence: 1, effect: null, interval: null });
  t.match(
    given,
    /^numpy 1\.26\.4 → 2\.0\.0 is the cause\. Proof: nothing else differs between the two environments\. The search/,
  );
  t.match(given, /took 6 decisions, 2 more between its two sides and 44 runs\.$/);
});

t.test('several factors, what came along, and a bisection', async (t) => {
  const factors = [kernel, kernel].map((factor, at) => ({ ...factor, factor: `env:E${at}` }));
  const said = line({
    outcome: 'several',
    factors,
    relation: 'together',
    suspects: [{ ...kernel, factor: 'package:six' }],
  });
  t.match(said, 'env E0 5.15 → 6.8 together with env E1 5.15 → 6.8 change throughput by');
  t.match(said, 'six 5.15 → 6.8 came along and could not be tried apart: suspected, not proven.');
  const first = { what: 'versions', lastGood: '1.26.4', firstBad: '2.0.0rc1', skipped: [] } as const;
  t.match(
    line({ first }),
    'Of the versions between its two sides, 1.26.4 is the last good and 2.0.0rc1 the first bad one. Proof',
  );
  t.match(line({ first: { ...first, skipped: ['a'] } }), 'first bad one; 1 between them gave no answer. Proof');
});

t.test('as much of the effect as is known', async (t) => {
  t.match(line({ effect: null, interval: null }), 'numpy 1.26.4 → 2.0.0 is the cause. Proof');
  t.match(line({ interval: null }), 'by −60 %. Proof');
  t.match(causeLine(conclusionOf(), null), '2.0.0 is the cause. Proof');
  const factors = [kernel, kernel].map((factor, at) => ({ ...factor, factor: `env:E${at}` }));
  const unclear = line({ outcome: 'several', factors, effect: null, reason: 'what each does is too close to call' });
  t.match(unclear, 'env E0 5.15 → 6.8 and env E1 5.15 → 6.8 are the cause. Proof');
  t.match(unclear, 'pairs. what each does is too close to call. The search');
});

t.test('where no cause is proven, none is claimed', async (t) => {
  const none = { factors: [], necessity: null, sufficiency: null } as const;
  t.equal(
    line({ ...none, outcome: 'not-reproducible', decisions: 1, runs: 1, reason: '' }),
    'Fresh runs of both environments did not show the change again in 8 pairs, so no cause is named. The search took 1 decision and 1 run.',
  );
  t.match(
    line({ ...none, outcome: 'not-reproducible', pairs: 0 }),
    'did not show the change again, so no cause is named.',
  );
  t.match(
    line({ outcome: 'host', factors: [kernel] }),
    /^The cause lies on the host .* What changed there was seen, not undone: kernel 5\.15 → 6\.8\. numpy/,
  );
  t.match(line({ ...none, outcome: 'host' }), 'Nothing that is recorded of the host changed.');
  const blocked = line({
    ...none,
    outcome: 'blocked',
    left: [kernel],
    refused: ['no wheel for numpy 1.9'],
    reason: 'builds failed',
  });
  t.match(
    blocked,
    'No cause is proven. 1 candidate left: kernel 5.15 → 6.8. 1 combination could not be built: “no wheel for numpy 1.9”. builds failed.',
  );
  t.equal(
    line({ ...none, outcome: 'blocked', reason: '' }),
    'No cause is proven. The search took 6 decisions and 44 runs.',
  );
});

t.test('foreign text is quoted and bounded', async (t) => {
  const wild = '@team | `x` hunter2222 '.repeat(50);
  const cause = conclusionOf({
    outcome: 'blocked',
    factors: [],
    left: Array.from({ length: 9 }, () => ({ factor: wild, from: wild, to: wild })),
    refused: Array.from({ length: 9 }, () => wild),
    reason: wild,
  });
  const said = causeLine(cause, throughput, markdownQuote(['hunter2222']));
  t.notMatch(said, /@(?!\u200B)|[^\\][|`]|hunter/);
  t.ok(said.length < 6000, String(said.length));
  t.match(said, '9 candidates left');
  t.match(said, /… The search took/);
});
