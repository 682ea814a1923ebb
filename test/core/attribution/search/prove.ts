import t from 'tap';
import type { Sufficient } from '../../../../services/core/attribution/search/interact.ts';
import type { Isolated } from '../../../../services/core/attribution/search/isolate.ts';
import type { Trial } from '../../../../services/core/attribution/search/probe.ts';
import { standing, weighProofs } from '../../../../services/core/attribution/search/prove.ts';
import type { TrialVerdict, Unresolved } from '../../../../services/core/model/search.ts';
import { changes, result, unresolved } from '../../../support/played-search.ts';

const trial = (said: TrialVerdict | Unresolved): Trial => {
  const answer = said === 'good' || said === 'bad' ? result({ verdict: said }) : unresolved(said as Unresolved);
  return { set: 1n, at: 1, verdict: answer.verdict, result: answer };
};
const span = { good: trial('good'), bad: trial('bad') };
const element = (open: Isolated['open'] = null): Isolated => ({ ...span, cause: 1n, open });
const cause = (proof: Trial, elements: readonly Isolated[] = [element()]): Sufficient => ({
  elements,
  set: 1n,
  proof,
  span,
  companions: 0n,
});
const numpy = changes('package:numpy');
const both = changes('package:jax', 'package:jaxlib');
const three = changes('env:a', 'env:b', 'env:c');

t.test('what a trial shows', async (t) => {
  t.equal(standing(trial('bad'), 'bad'), 'holds');
  t.equal(standing(trial('refused'), 'bad'), 'impossible');
  t.equal(standing(trial('broken'), 'good'), 'impossible');
  t.equal(standing(trial('undecided'), 'good'), 'open');
});

t.test('named with both proofs, or with one where the other environment cannot exist', async (t) => {
  const found = { outcome: 'found', relation: null, group: false };
  t.match(weighProofs([cause(trial('bad'))], trial('good'), numpy, []), {
    ...found,
    reason: 'package:numpy did it: all new with the cause old is good, and all old with the cause new is bad',
  });
  t.match(weighProofs([cause(trial('bad'))], trial('refused'), numpy, []), {
    ...found,
    reason: /is bad; all new with it old cannot be run/,
  });
  t.match(weighProofs([cause(trial('refused'))], trial('good'), numpy, []), {
    ...found,
    reason: /cannot be run, but the same environment was good without it and bad with it$/,
  });
  t.match(weighProofs([cause(trial('broken'))], trial('good'), numpy, changes('package:scipy')), {
    ...found,
    reason: /bad with it beside package:scipy, which it was not run without$/,
  });
});

t.test('never named on the pair that decided alone, nor on what gave no answer', async (t) => {
  const blocked = (proof: Unresolved | 'bad', necessity: Unresolved | 'good', reason: RegExp) =>
    t.match(weighProofs([cause(trial(proof))], trial(necessity), numpy, []), { outcome: 'blocked', reason });
  blocked('refused', 'broken', /neither all new without it nor all old with it can be run/);
  blocked('bad', 'undecided', /all new without it gave no answer: it is undecided/);
  blocked('bad', 'lost', /all new without it gave no answer: it is lost/);
  blocked('undecided', 'good', /all old with it new gave no answer: it is undecided/);
  const lost = weighProofs([cause(trial('bad'), [element('lost')])], trial('good'), both, []);
  t.match(lost, { outcome: 'blocked', reason: /a trial that would tell them apart was lost/ });
});

t.test('a group, and several whose parts are too close to call', async (t) => {
  const group = weighProofs([cause(trial('bad'), [element('refused')])], trial('good'), both, []);
  t.match(group, { outcome: 'found', group: true, reason: /^package:jax and package:jaxlib go together and did it/ });
  const close = weighProofs([cause(trial('bad'), [element('undecided')])], trial('good'), both, []);
  t.match(close, { outcome: 'several', relation: null, group: false, reason: /what each does is too close to call/ });
});

t.test('how several make it', async (t) => {
  const pair = [element(), element()];
  const together = weighProofs([cause(trial('bad'), pair)], trial('good'), both, []);
  t.match(together, { outcome: 'several', relation: 'together', reason: /did it only together/ });
  const each = weighProofs([cause(trial('bad')), cause(trial('bad'))], trial('good'), both, []);
  t.match(each, { outcome: 'several', relation: 'each', reason: /^each of package:jax and package:jaxlib did it/ });
  const mixed = weighProofs([cause(trial('bad')), cause(trial('bad'), pair)], trial('good'), three, []);
  t.match(mixed, {
    outcome: 'several',
    relation: null,
    reason: /^2 sets among env:a and env:b and env:c did it, of 1 and 2/,
  });
});
