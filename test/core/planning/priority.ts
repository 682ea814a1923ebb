import t from 'tap';
import { PRIORITY } from '../../../services/core/planning/priority.ts';

t.test('a person goes before an experiment, an experiment before calibration, and all before the night', async (t) => {
  t.ok(PRIORITY.manual < PRIORITY.experiment);
  t.ok(PRIORITY.experiment < PRIORITY.calibration);
  t.ok(PRIORITY.calibration < PRIORITY.night);
});
