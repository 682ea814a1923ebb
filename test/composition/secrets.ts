import t from 'tap';
import { secretsOf } from '../../services/composition/secrets.ts';

t.test('tokens and the passwords of connection strings are secrets', async (t) => {
  const github = { repository: null, apiUrl: 'https://api.github.com', token: 'ghp_1' };
  const all = { token: 'plt_1', github, databaseUrl: 'postgres://ada:s%40fe@db/x', redisUrl: 'not a url' };
  t.same(secretsOf(all), ['plt_1', 'ghp_1', 'postgres://ada:s%40fe@db/x', 'not a url', 's@fe']);
  t.same(secretsOf({ token: null, github: { ...github, token: null }, databaseUrl: null, redisUrl: 'redis://h' }), [
    'redis://h',
  ]);
});
