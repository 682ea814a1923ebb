import t from 'tap';
import { classOf } from '../../../services/core/judge/incident-class.ts';
import type { Incident } from '../../../services/core/model/incident.ts';
import { conclusionOf } from '../../support/reporting.ts';

const of = (factors: readonly string[], change: Partial<Pick<Incident, 'state' | 'side' | 'cause'>> = {}) =>
  classOf({
    state: 'confirmed',
    side: 'container',
    cause: null,
    ...change,
    suspects: factors.map((factor) => ({ factor, from: 'a', to: 'b' })),
  });

t.test('four classes, and open while nothing is answered', async (t) => {
  t.equal(of(['package:numpy']), 'software');
  t.equal(of(['config:epochs']), 'data-or-method');
  t.equal(of(['package:numpy'], { side: 'host' }), 'host');
  t.equal(of(['package:numpy'], { state: 'dismissed', side: 'noise' }), 'noise');
  t.equal(of(['package:numpy'], { state: 'suspected', side: 'unknown' }), 'open');
});

t.test('data or method only where nothing else of the container changed', async (t) => {
  for (const factor of ['code:train.py', 'config:epochs', 'command', 'dataset:digits', 'harness'])
    t.equal(of([factor]), 'data-or-method', factor);
  t.equal(of(['config:epochs', 'package:numpy']), 'software', 'both: the search begins with the software');
  t.equal(of(['config:epochs', 'library:libm.so', 'image', 'lock']), 'data-or-method', 'traces follow from a change');
  t.equal(of(['library:libm.so']), 'software', 'a trace alone says nothing of data or method');
  t.equal(of(['config:epochs', 'kernel']), 'data-or-method', 'the machine is no part of the container');
  t.equal(of(['kernel']), 'software');
  t.equal(of([]), 'software');
});

t.test('what a person decided keeps its side', async (t) => {
  t.equal(of(['package:numpy'], { state: 'dismissed', side: 'container' }), 'noise');
  t.equal(of([], { state: 'dismissed', side: 'host' }), 'host');
  t.equal(of(['package:numpy'], { state: 'accepted' }), 'software');
  t.equal(of(['package:numpy'], { state: 'resolved', side: 'unknown' }), 'open', 'confirmed, but nothing split it');
});

t.test('a proven cause decides, whatever else changed', async (t) => {
  const cause = (factor: string) => conclusionOf({ factors: [{ factor, from: 'a', to: 'b' }] });
  for (const factor of ['code:train.py', 'config:epochs', 'dataset:train.csv'])
    t.equal(of(['package:numpy', factor], { cause: cause(factor) }), 'data-or-method', factor);
  t.equal(of(['config:epochs'], { cause: cause('env:OMP_NUM_THREADS') }), 'software');
  t.equal(of([], { side: 'unknown', cause: cause('package:numpy') }), 'software', 'the search split it');
  t.equal(of([], { side: 'host', cause: cause('package:numpy') }), 'software', 'the proof overrules the split');
  t.equal(of([], { state: 'dismissed', cause: cause('package:numpy') }), 'noise', 'but not a person');
  t.equal(of(['config:epochs'], { cause: conclusionOf({ outcome: 'host', factors: [] }) }), 'host');
  t.equal(of(['config:epochs'], { cause: conclusionOf({ outcome: 'blocked', factors: [] }) }), 'data-or-method');
});
