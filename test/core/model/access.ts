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

t.test('whoever does work may hand in results', async (t) => {
  t.notOk(allows('viewer', 'pusher'));
  for (const role of ['operator', 'worker', 'admin'] as const) t.ok(allows(role, 'pusher'), role);
});
