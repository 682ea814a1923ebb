import t from 'tap';
import { allows, type Role } from '../../../services/core/model/access.ts';

t.test('who may do what', async (t) => {
  const may = (role: Role) =>
    (['viewer', 'operator', 'worker', 'admin'] as const).filter((needed) => allows(role, needed));
  t.same(may('viewer'), ['viewer']);
  t.same(may('operator'), ['viewer', 'operator']);
  t.same(may('worker'), ['viewer', 'worker']);
  t.same(may('admin'), ['viewer', 'operator', 'worker', 'admin']);
});
