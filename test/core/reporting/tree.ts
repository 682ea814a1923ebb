import t from 'tap';
import { type TreeRow, trialTree } from '../../../services/core/reporting/tree.ts';
import { stepOf } from '../../support/reporting.ts';

const B = '\u00A0';
const drawn = (rows: readonly TreeRow[]) => rows.map(({ prefix, at }) => `${prefix}${at}`);

t.test('each step hangs below the trial it was derived from', async (t) => {
  const steps = [stepOf(0, []), stepOf(1, [], {}, 0), stepOf(2, [], {}, 1), stepOf(3, [], {}, 0), stepOf(4, [], {}, 1)];
  const rows = trialTree([...steps].reverse());
  t.same(drawn(rows), ['0', `├${B}1`, `│${B}├${B}2`, `│${B}└${B}4`, `└${B}3`]);
  t.same(
    rows.map(({ depth }) => depth),
    [0, 1, 2, 2, 1],
  );
  t.same(drawn(trialTree([stepOf(0, []), stepOf(1, [], {}, 0), stepOf(2, [], {}, 1)])), [
    '0',
    `└${B}1`,
    `${B}${B}└${B}2`,
  ]);
  t.same(trialTree([]), []);
});

t.test('a parent that is no earlier step counts as none, and nothing is drawn twice', async (t) => {
  const steps = [stepOf(0, [], {}, 0), stepOf(1, [], {}, 2), stepOf(2, [], {}, 9), stepOf(3, [], {}, -1)];
  t.same(drawn(trialTree(steps)), ['0', '1', '2', '3']);
});

t.test('a long chain stays within the drawn depth', async (t) => {
  const chain = Array.from({ length: 60 }, (_, at) => stepOf(at, [], {}, at === 0 ? null : at - 1));
  const rows = trialTree(chain);
  t.same(
    rows.map(({ at }) => at),
    chain.map(({ at }) => at),
  );
  t.equal(rows.at(-1)?.depth, 6);
  t.ok(rows.every(({ prefix }) => prefix.length <= 12));
});

t.test('a row has what the trial gave', async (t) => {
  const [row] = trialTree([stepOf(0, ['package:numpy'])]);
  t.same(row, {
    at: 0,
    depth: 0,
    prefix: '',
    text: 'all old, package:numpy new',
    experimentId: 'exp_00000000',
    verdict: 'bad',
    value: 4150,
    reference: 10_500,
    effect: -0.604,
    interval: [-0.62, -0.59],
    evidence: 52_000,
    pairs: 4,
    runs: 8,
    note: '',
  });
});

t.test('the note says why there is no verdict, or who gave it', async (t) => {
  const note = (...change: [Parameters<typeof stepOf>[2]]) => trialTree([stepOf(0, [], ...change)])[0];
  const unresolved = { verdict: 'unresolved', reason: 'no such wheel' } as const;
  t.match(note({ ...unresolved, unresolved: 'refused' }), { note: 'not built: no such wheel', evidence: null });
  t.match(note({ ...unresolved, unresolved: 'broken', runs: 0 }), {
    note: 'does not run: no such wheel',
    evidence: 52_000,
  });
  t.match(note({ ...unresolved, unresolved: 'undecided' }), { note: 'not decided: no such wheel' });
  t.match(note({ ...unresolved, unresolved: 'lost' }), { note: 'runs lost: no such wheel' });
  t.match(note({ ...unresolved, runs: 0 }), { note: '' });
  t.match(note({ runs: 0 }), { note: 'answered by an earlier experiment', verdict: 'bad' });
  t.match(note(null), { note: 'under way', verdict: null, evidence: null });
});

t.test('what lies between two sides is a row without a verdict', async (t) => {
  const factors = ['package:jax', 'package:jaxlib'].map((factor) => ({ factor, from: '1', to: '2' }));
  const step = { ...stepOf(3, []), ask: { kind: 'between', what: 'versions', factors } } as const;
  const [row] = trialTree([{ ...step, answer: { kind: 'between', items: ['1.1', '1.2'] } }]);
  t.match(row, {
    text: 'versions between both sides of package:jax, package:jaxlib',
    note: '2 found',
    verdict: null,
    runs: 0,
  });
});
