import t from 'tap';
import type { FactorChange } from '../../../services/core/model/incident.ts';
import { causeEffect, causeName, causeTitle } from '../../../services/core/reporting/cause.ts';
import { plainQuote } from '../../../services/core/reporting/piece.ts';
import { conclusionOf } from '../../support/reporting.ts';

const quote = plainQuote();
const throughput = { name: 'throughput', scale: 'positive', unit: 'examples/s' } as const;
const change = (factor: string, from: string, to: string): FactorChange => ({ factor, from, to });
const jax = change('package:jax', '0.4.31', '0.4.33');
const jaxlib = change('package:jaxlib', '0.4.31', '0.4.33');
const first = { what: 'versions', lastGood: '0.4.31', firstBad: '0.4.32', skipped: [] } as const;
const named = (...given: Parameters<typeof conclusionOf>) => causeName(conclusionOf(...given), quote);

t.test('a single cause: the first bad version stands before the ends', async (t) => {
  t.equal(named(), 'numpy 1.26.4 → 2.0.0');
  t.equal(named({ factors: [jaxlib], first }), 'jaxlib 0.4.31 → 0.4.32');
  const image = change('image', `reg/a@sha256:${'a'.repeat(64)}`, `reg/a@sha256:${'b'.repeat(64)}`);
  const digests = { ...first, what: 'digests', firstBad: `reg/a@sha256:${'c'.repeat(64)}` } as const;
  t.equal(named({ factors: [image], first: digests }), 'image 0.4.31 → reg/a@sha256:cccccccccccc');
});

t.test('code is named by the first bad commit', async (t) => {
  const code = change('code:train.py', 'a'.repeat(64), 'b'.repeat(64));
  const commits = { what: 'commits', lastGood: '0'.repeat(40), firstBad: '1a2b3c4d'.repeat(5), skipped: [] } as const;
  t.equal(named({ factors: [code] }), 'code train.py');
  t.equal(named({ factors: [code], first: commits }), 'commit 1a2b3c4d of train.py');
  const along = [code, change('config:epochs', '1', '2')];
  t.equal(named({ factors: along, group: true, first: commits }), 'commit 1a2b3c4d of train.py with config epochs');
  const model = { ...code, factor: 'code:model.py' };
  t.equal(named({ factors: [code, model], group: true, first: commits }), 'commit 1a2b3c4d of train.py and model.py');
});

t.test('a group is one cause: names together where the versions are the same', async (t) => {
  t.equal(named({ factors: [jax, jaxlib], group: true }), 'jax and jaxlib 0.4.31 → 0.4.33');
  t.equal(named({ factors: [jax, jaxlib], group: true, first }), 'jax 0.4.31 → 0.4.32 with jaxlib', 'led by the first');
  const older = { ...jaxlib, from: '0.4.30' };
  t.equal(named({ factors: [jax, older], group: true }), 'jax 0.4.31 → 0.4.33 with jaxlib 0.4.30 → 0.4.33');
  t.equal(named({ outcome: 'several', factors: [jax, older] }), 'jax 0.4.31 → 0.4.33 and jaxlib 0.4.30 → 0.4.33');
  const added = [change('package:a', '', '1.0'), change('package:b', '', '1.0')];
  t.equal(named({ factors: added, group: true }), 'a 1.0 (added) with b 1.0 (added)');
  const removed = [change('package:a', '1.0', ''), change('package:b', '1.0', '')];
  t.equal(named({ factors: removed, group: true }), 'a 1.0 (removed) with b 1.0 (removed)');
});

t.test('several factors say how they make the change', async (t) => {
  const factors = [change('package:numpy', '1.26.4', '2.0.0'), change('env:X', '1', '2')];
  const together = named({ outcome: 'several', factors, relation: 'together' });
  t.equal(together, 'numpy 1.26.4 → 2.0.0 together with env X 1 → 2');
  const each = named({ outcome: 'several', factors, relation: 'each' });
  t.equal(each, 'numpy 1.26.4 → 2.0.0 and env X 1 → 2 (each by itself)');
  const many = Array.from({ length: 7 }, (_, at) => change(`package:p${at}`, '1', '2'));
  t.match(named({ outcome: 'several', factors: many, relation: 'together' }), /, p2 1 → 2, p3 1 → 2 and 3 more$/);
});

t.test('no cause is named where none is proven', async (t) => {
  for (const outcome of ['not-reproducible', 'host', 'blocked'] as const) {
    t.equal(named({ outcome }), null);
    t.equal(causeTitle(conclusionOf({ outcome }), throughput), null);
  }
});

t.test('the title has the effect as far as it is known', async (t) => {
  t.equal(causeTitle(conclusionOf(), throughput), 'throughput −60 % since numpy 1.26.4 → 2.0.0');
  t.equal(causeTitle(conclusionOf(), null), 'throughput changed since numpy 1.26.4 → 2.0.0');
  t.equal(causeEffect(conclusionOf({ metric: null }), null, quote), 'changed');
  t.equal(causeTitle(conclusionOf({ effect: null }), throughput), 'throughput changed since numpy 1.26.4 → 2.0.0');
  const secret = conclusionOf({ factors: [change('env:KEY', 'hunter2222', 'other')] });
  t.match(causeTitle(secret, throughput, ['hunter2222']), 'since env KEY [redacted] → other');
});
