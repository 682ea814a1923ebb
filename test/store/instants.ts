import t from 'tap';
import { instantFromText } from '../../services/store/instants.ts';

t.test('instants come back as Date writes them, and microseconds are kept', async (t) => {
  t.equal(instantFromText('2026-03-01 12:00:00+00'), '2026-03-01T12:00:00.000Z');
  t.equal(instantFromText('2026-03-01 12:00:00.5+00'), '2026-03-01T12:00:00.500Z');
  t.equal(instantFromText('2026-03-01 12:00:00.123456+00'), '2026-03-01T12:00:00.123456Z');
});

t.test('a session that is not in UTC is a defect, not another time', async (t) => {
  t.throws(() => instantFromText('2026-03-01 12:00:00+01'), { code: 'INTERNAL' });
  t.throws(() => instantFromText('infinity'), { code: 'INTERNAL' });
});
