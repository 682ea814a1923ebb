import t from 'tap';
import { Value } from 'typebox/value';
import { Pins } from '../../../services/core/model/pins.ts';
import { pushedPins } from '../../../services/core/pushed/pins.ts';
import { aStack, somePins } from '../../support/builders.ts';

const WHAT = { benchmark: 'digits', methodVersion: 1, platform: 'cpu-x86_64' };
const pinned = somePins();
const image = pinned.image.reference;

t.test('an image that is pinned here, with nothing that disagrees, is these pins', async (t) => {
  t.equal(pushedPins({ ...WHAT, image, stack: null }, pinned), pinned);
  t.equal(pushedPins({ ...WHAT, image, stack: aStack() }, pinned), pinned);
  const silent = aStack({ config: {}, env: {}, command: [], code: {}, dataset: { name: '', version: '', files: {} } });
  t.equal(pushedPins({ ...WHAT, image, stack: silent }, pinned), pinned);
});

t.test('anything else was observed, and equal observations have equal pins', async (t) => {
  const other = aStack({ config: { epochs: 4 } });
  const observed = [
    pushedPins({ ...WHAT, image, stack: other }, pinned),
    pushedPins({ ...WHAT, image: 'sha256:other', stack: null }, pinned),
    pushedPins({ ...WHAT, image: null, stack: null }, pinned),
    pushedPins({ ...WHAT, image, stack: aStack({ code: { 'a.py': 'main' }, command: [] }) }, null),
  ];
  t.equal(new Set(observed.map((pins) => pins.image.reference)).size, observed.length);
  for (const pins of observed) {
    t.equal(pins.image.kind, 'observed');
    t.same(Value.Errors(Pins, pins), []);
  }
  t.same(pushedPins({ ...WHAT, image, stack: other }, pinned), observed[0]);
  t.match(observed[0], { config: { epochs: 4 }, lock: { packages: { numpy: '1.26.4' } } });
  t.same(observed[3]?.code, {}, 'a branch is no content');
  t.same(observed[3]?.command, ['']);
  const loose = aStack({ dataset: { name: 'd', version: '1', files: { 'a.csv': 'latest' } } });
  t.same(pushedPins({ ...WHAT, image, stack: loose }, null).dataset.files, []);
});
