import t from 'tap';
import { fingerprint } from '../../../services/core/model/identity.ts';
import { hostOf, stackOf } from '../../../services/core/pushed/environment.ts';

t.test('a half that was not given is unknown', async (t) => {
  t.equal(stackOf(), null);
  t.equal(stackOf({ stack: {} }), null);
  t.equal(hostOf(undefined, 'box'), null);
  t.equal(hostOf({ host: {} }, 'box'), null);
});

t.test('what was not said of a half is empty, never a guess', async (t) => {
  const packages = { torch: '2.5.0' };
  t.match(stackOf({ stack: { packages } }), {
    packages,
    lock: fingerprint(packages),
    python: '',
    command: [],
    env: {},
  });
  t.equal(stackOf({ stack: { python: '3.11' } })?.lock, fingerprint({}));
  t.match(hostOf({ host: { kernel: '6.1', host: 'its own word' } }, 'box'), { kernel: '6.1', host: 'box', cpus: 0 });
});

t.test('values of variables that look like secrets are left out', async (t) => {
  const env = { HF_TOKEN: 'a', API_KEY: 'b', KEYBOARD: 'us', GH_PAT: 'c', OMP_NUM_THREADS: '1', DB_PASSWORD: 'd' };
  const stack = stackOf({ stack: { env, imageEnv: { AWS_SECRET_ACCESS_KEY: 'e', PATH: '/bin' } } });
  const out = '(left out)';
  t.same(stack?.env, {
    ...{ HF_TOKEN: out, API_KEY: out, KEYBOARD: 'us', GH_PAT: out },
    ...{ OMP_NUM_THREADS: '1', DB_PASSWORD: out },
  });
  t.same(stack?.imageEnv, { AWS_SECRET_ACCESS_KEY: out, PATH: '/bin' });
});
