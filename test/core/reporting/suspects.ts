import t from 'tap';
import type { FactorChange } from '../../../services/core/model/incident.ts';
import { suspectsSection } from '../../../services/core/reporting/suspects.ts';
import { conclusionOf, incidentOf, stepOf } from '../../support/reporting.ts';

const section = (suspects: readonly FactorChange[], secrets: readonly string[] = []) =>
  suspectsSection({ suspects, cause: null }, [], secrets);
const changed = (factor: string): FactorChange => ({ factor, from: '1', to: '2' });

t.test('libraries step back behind the package that brought them, and only then', async (t) => {
  const libraries = ['a', 'b', 'c', 'd', 'e'].map((name) => ({ factor: `library:lib${name}.so`, from: '1', to: '2' }));
  const text = section([{ factor: 'package:numpy', from: '1.26.4', to: '2.0.0' }, ...libraries]);
  t.match(text, 'library:libc.so');
  t.notMatch(text, 'library:libd.so');
  t.match(text, 'and 2 more shared libraries that the process loaded');
  t.match(section(libraries), 'library:libe.so');
});

t.test('suspects are called suspects', async (t) => {
  const text = section(incidentOf().suspects);
  t.match(text, 'none of them is proven to be the cause');
  t.match(text, '| package:numpy | 1.26.4 | 2.0.0 |');
  t.match(text, '| library:libopenblas.so.0 | (absent) | build 77f3 |');
  t.match(section([{ factor: 'env:A', from: 'x', to: '' }]), '| env:A | x | (absent) |');
  t.match(section([]), 'No difference between the two environments was found.');
  t.match(section([{ factor: 'env:A', from: 'hunter2222', to: 'b' }], ['hunter2222']), '\\[redacted\\]');
});

t.test('once a cause is proven, the rest is what else changed, with what the search says of each', async (t) => {
  const suspects = ['package:numpy', 'package:jax', 'package:jaxlib', 'env:A', 'kernel', 'library:libm.so'].map(
    changed,
  );
  const cause = conclusionOf({ suspects: [changed('package:jaxlib')] });
  const steps = [
    { ...stepOf(0, []), ask: { kind: 'between', what: 'versions', factors: [] } } as const,
    stepOf(1, ['env:A'], null),
    stepOf(2, ['package:jax', 'package:numpy']),
    stepOf(3, ['package:jax'], { verdict: 'good' }),
    { ...stepOf(4, ['kernel']), answer: { kind: 'between', items: [] } } as const,
  ];
  const text = suspectsSection({ suspects, cause }, steps, []);
  t.match(text, '### What else changed in the environment\n\nThese parts differ too.');
  t.notMatch(text, 'package:numpy', 'the cause stands above');
  t.match(text, '| package:jax | 1 | 2 | cleared by step 3 |');
  t.match(text, '| package:jaxlib | 1 | 2 | came with the cause, not tried apart |');
  t.match(text, '| env:A | 1 | 2 | not tried by itself |');
  t.match(text, '| kernel | 1 | 2 | not tried by itself |');
  t.notMatch(
    suspectsSection({ suspects, cause }, [], []),
    'not tried |',
    'nothing is said of a search that is not known',
  );
  const alone = suspectsSection({ suspects: [changed('package:numpy')], cause }, steps, []);
  t.equal(
    alone,
    '### What else changed in the environment\n\nNo other difference between the two environments was found.',
  );
});

t.test('a search that was blocked leaves candidates, and they stay suspects', async (t) => {
  const suspects = [changed('package:numpy'), changed('package:jax')];
  const cause = conclusionOf({ outcome: 'blocked', factors: [], left: [changed('package:numpy')] });
  const text = suspectsSection(
    { suspects, cause },
    [stepOf(0, ['package:jax', 'package:numpy'], { verdict: 'good' })],
    [],
  );
  t.match(text, 'none of them is proven to be the cause');
  t.match(text, '| package:numpy | 1 | 2 | still a candidate |');
  t.match(text, '| package:jax | 1 | 2 | cleared by step 0 |');
});
