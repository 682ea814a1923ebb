import t from 'tap';
import { provenFactors } from '../../../services/core/attribution/proven.ts';
import { conclusionOf } from '../../support/reporting.ts';

t.test('only what a search found is proven', async (t) => {
  const { factors } = conclusionOf();
  t.same(provenFactors(conclusionOf()), factors);
  t.same(provenFactors(conclusionOf({ outcome: 'several' })), factors);
  for (const outcome of ['host', 'blocked', 'not-reproducible'] as const)
    t.same(provenFactors(conclusionOf({ outcome })), [], outcome);
  t.same(provenFactors(null), []);
});
