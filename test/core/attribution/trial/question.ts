import t from 'tap';
import { classified } from '../../../../services/core/attribution/trial/question.ts';
import type { Levels } from '../../../../services/core/model/search.ts';
import { aMetric } from '../../../support/builders.ts';

const metric = aMetric();
const levels: Levels = { kind: 'failure', metric: metric.name, paired: false, signature: 'time-out' };
const trial = (question: 'split' | 'classify') => ({
  trial: { searchId: 'sea_1', step: 1, question, key: 'sha256:1' },
});

t.test('a trial between known levels, or a split', async (t) => {
  t.same(classified(trial('classify'), { levels, metrics: [metric] }), { levels, metric });
  t.equal(classified(trial('split'), { levels, metrics: [metric] }), null);
  t.equal(classified(trial('classify'), { levels: null, metrics: [metric] }), null, 'no level is known');
  t.equal(classified(trial('classify'), { levels, metrics: [] }), null, 'nor is its metric');
  t.equal(classified({ trial: null }, { levels, metrics: [metric] }), null, 'a confirmation');
});
