import t from 'tap';
import { NEIGHBOURHOOD, PIECE_MIN } from '../../../../services/core/statistics/segmentation/settings.ts';

t.test('the running median keeps exactly the runs that can be pieces', async (t) => {
  t.equal((NEIGHBOURHOOD + 1) / 2, PIECE_MIN);
});
