import t from 'tap';
import { goodBefore } from '../../../services/core/judge/good-before.ts';
import { aJudged, aSuspicion, basisOf, dayOf, LOSS, SPEED, settledOf } from '../../support/settled.ts';

const NONE = new Map();

t.test('before the earliest night on which any of the series may have moved', async (t) => {
  const early = aJudged({ suspicion: aSuspicion({ dates: [dayOf(5), dayOf(7)] }) });
  const late = aJudged({ series: SPEED, suspicion: aSuspicion({ dates: [dayOf(8), dayOf(9)] }) });
  t.equal(goodBefore([late, early], NONE, dayOf(9)), dayOf(5));
  t.equal(goodBefore([late], NONE, dayOf(9)), dayOf(8), 'a night within the set may be bad already');
});

t.test('before tonight where nothing has a date', async (t) => {
  t.equal(goodBefore([aJudged()], NONE, dayOf(9)), dayOf(9));
  t.equal(goodBefore([], NONE, dayOf(9)), dayOf(9));
});

t.test('slow creep has no date: the first settled nights are the good ones', async (t) => {
  const creep = aJudged({
    series: LOSS,
    suspicion: aSuspicion({ basis: basisOf({ rule: 'creep' }), dates: [dayOf(40)] }),
  });
  const nights = settledOf([1, 1, 1, 1, 1, 1]).map((night, i) => ({ ...night, accepted: i !== 1 }));
  const history = (before: typeof nights) => new Map([[LOSS.id, { before, watchCreep: true }]]);
  t.equal(goodBefore([creep], history(nights), dayOf(50)), dayOf(4), 'after the third accepted night');
  t.equal(goodBefore([creep], history(nights.slice(0, 3)), dayOf(50)), dayOf(50), 'too few to tell');
  t.equal(goodBefore([creep], NONE, dayOf(50)), dayOf(50));
});
