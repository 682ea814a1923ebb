import t from 'tap';
import { nameOf } from '../../services/store/postgres.ts';

t.test('a server is named without user and password', async (t) => {
  t.equal(nameOf('postgres://user:secret@db.local:6000/plumbline'), 'db.local:6000/plumbline');
  t.equal(nameOf('postgres://user:secret@db.local/plumbline'), 'db.local:5432/plumbline');
  t.equal(nameOf('postgres:///plumbline?host=/var/run/postgresql'), '/var/run/postgresql:5432/plumbline');
  t.equal(nameOf('postgres:///plumbline'), 'localhost:5432/plumbline');
  t.throws(() => nameOf('secret'), { code: 'CONFIG_INVALID', message: /^(?!.*secret)/ });
});
