import t from 'tap';
import { formatDuration } from '../../services/cli/duration.ts';

t.test('durations for people', async (t) => {
  t.same([850, 12_340, 245_000, 11_520_000].map(formatDuration), ['850 ms', '12.3 s', '4 min 05 s', '3 h 12 min']);
});
