import t from 'tap';
import { secretsOf } from '../../services/composition/secrets.ts';

t.test('tokens and the passwords of connection strings are secrets', async (t) => {
  const github = { repository: null, apiUrl: 'https://api.github.com', token: 'ghp_1' };
  const proxy = { http: null, https: 'http://ada:0pen@proxy:3128', none: null };
  const all = { token: 'plt_1', github, databaseUrl: 'postgres://ada:s%40fe@db/x', redisUrl: 'not a url', proxy };
  t.same(secretsOf(all), ['plt_1', 'ghp_1', 'postgres://ada:s%40fe@db/x', 'not a url', 's@fe', '0pen']);
  const none = { http: null, https: null, none: null };
  const few = {
    token: null,
    github: { ...github, token: null },
    databaseUrl: null,
    redisUrl: 'redis://h',
    proxy: none,
  };
  t.same(secretsOf(few), ['redis://h']);
});
