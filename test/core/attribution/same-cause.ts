import t from 'tap';
import { causeKey, sameCause } from '../../../services/core/attribution/same-cause.ts';
import { conclusionOf } from '../../support/reporting.ts';

const jax = { factor: 'package:jax', from: '0.4.31', to: '0.4.33' };
const jaxlib = { factor: 'package:jaxlib', from: '0.4.31', to: '0.4.33' };

t.test('the same factors with the same sides are one cause, in any order and whatever bisection named', async (t) => {
  const one = conclusionOf({ factors: [jax, jaxlib], group: true });
  const first = { what: 'versions', lastGood: '0.4.31', firstBad: '0.4.32', skipped: [] } as const;
  t.ok(sameCause(one, conclusionOf({ factors: [jaxlib, jax], first, outcome: 'several', relation: 'together' })));
  t.notOk(sameCause(one, conclusionOf({ factors: [jax] })));
  t.notOk(sameCause(one, conclusionOf({ factors: [jax, { ...jaxlib, to: '0.4.34' }] })));
});

t.test('what names no cause is the same as nothing', async (t) => {
  t.equal(causeKey(conclusionOf({ factors: [] })), null);
  t.equal(causeKey(conclusionOf({ outcome: 'blocked' })), null);
  t.equal(causeKey(conclusionOf({ outcome: 'not-reproducible' })), null);
  const blocked = conclusionOf({ outcome: 'blocked' });
  t.notOk(sameCause(blocked, blocked));
  t.notOk(sameCause(null, conclusionOf()));
  t.notOk(sameCause(conclusionOf(), null));
});

t.test('a change of the host is a cause of its own kind, and no text runs into its neighbour', async (t) => {
  const kernel = { factor: 'kernel', from: '5.15', to: '6.8' };
  const host = conclusionOf({ outcome: 'host', factors: [kernel] });
  t.ok(sameCause(host, host));
  t.notOk(sameCause(host, conclusionOf({ factors: [kernel] })));
  const glued = { factor: 'package:jax', from: '0.4.31","0.4', to: '33' };
  t.not(causeKey(conclusionOf({ factors: [jax] })), causeKey(conclusionOf({ factors: [glued] })));
});

t.test('what only one benchmark knows is not the cause of another, and what all of them have is', async (t) => {
  for (const factor of ['config:epochs', 'env:OMP_NUM_THREADS', 'command']) {
    const own = conclusionOf({ factors: [{ factor, from: '3', to: '2' }] });
    t.ok(sameCause(own, own, true));
    t.notOk(sameCause(own, own, false), factor);
  }
  const shared = conclusionOf({ factors: [jax] });
  t.ok(sameCause(shared, shared, false));
});
