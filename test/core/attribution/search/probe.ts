import t from 'tap';
import { latticeOf } from '../../../../services/core/attribution/search/closure.ts';
import { ledgerOf } from '../../../../services/core/attribution/search/ledger.ts';
import { parentOf, type Session, type Trial, tryOut } from '../../../../services/core/attribution/search/probe.ts';
import { changes, namesOf, problemOf, result } from '../../../support/played-search.ts';

const all = changes('config:epochs', 'package:numpy', 'package:scipy');
const session: Session = { problem: problemOf(all), lattice: latticeOf(all, []), ledger: ledgerOf([]) };
const trial = (set: bigint, verdict: 'good' | 'bad', at: number | null = null): Trial => ({
  set,
  at,
  verdict,
  result: null,
});
const both = { good: trial(0b001n, 'good', 2), bad: trial(0b111n, 'bad') };

t.test('asks for a mixture, and reads its answer', async (t) => {
  const probe = tryOut(session, 0b011n, 'search', both, 0b110n);
  const asked = probe.next();
  t.match(asked, {
    done: false,
    value: {
      ask: {
        kind: 'trial',
        stage: 'search',
        mixture: { taken: ['config:epochs', 'package:numpy'] },
        text: 'all new, package:scipy old',
        parent: 2,
      },
    },
  });
  if (asked.done) return;
  const blocked = asked.value.spent('the budget of 9 runs ended');
  t.equal(blocked.reason, 'the budget of 9 runs ended with 2 of 3 candidates left');
  t.same(namesOf(blocked.left), ['package:numpy', 'package:scipy']);
  const answered = probe.next({ at: 5, answer: result({ verdict: 'bad' }) });
  t.match(answered, { done: true, value: { set: 0b011n, at: 5, verdict: 'bad', result: { verdict: 'bad' } } });
});

t.test('both ends and the good side are known', async (t) => {
  t.same(tryOut(session, 0b001n, 'search', both, 0n).next(), { done: true, value: both.good });
  t.same(tryOut(session, 0b111n, 'sufficiency', both, 0n).next(), { done: true, value: both.bad });
  t.match(tryOut(session, 0n, 'necessity', both, 0n).next(), { done: true, value: { verdict: 'good', at: null } });
});

t.test('the newer end is narrowed', async (t) => {
  t.equal(parentOf({ good: trial(0n, 'good', 3), bad: trial(1n, 'bad', 7) }), 7);
  t.equal(parentOf({ good: trial(0n, 'good', 3), bad: trial(1n, 'bad') }), 3);
  t.equal(parentOf({ good: trial(0n, 'good'), bad: trial(1n, 'bad', 4) }), 4);
  t.equal(parentOf({ good: trial(0n, 'good'), bad: trial(1n, 'bad') }), null);
});
