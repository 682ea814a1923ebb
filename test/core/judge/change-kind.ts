import t from 'tap';
import { changeKind } from '../../../services/core/judge/change-kind.ts';

t.test('which way is better says what a change is', async (t) => {
  t.equal(changeKind('higher', 1), 'improvement');
  t.equal(changeKind('higher', -1), 'regression');
  t.equal(changeKind('lower', 1), 'regression');
  t.equal(changeKind('lower', -1), 'improvement');
  t.equal(changeKind('none', 1), 'change');
  t.equal(changeKind('higher', 0), 'change');
});
