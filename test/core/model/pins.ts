import t from 'tap';
import { isRestorable } from '../../../services/core/model/pins.ts';
import { somePins } from '../../support/builders.ts';

t.test('what was only observed cannot be executed', async (t) => {
  t.ok(isRestorable(somePins()));
  const { reference } = somePins().image;
  t.notOk(isRestorable(somePins({ image: { reference, kind: 'observed' } })));
});
