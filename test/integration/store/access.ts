import t from 'tap';
import type { StoredToken } from '../../../services/core/model/access.ts';
import { aStack, NOON, noon } from '../../support/builders.ts';
import { eachBackend } from '../../support/store.ts';

t.test('tokens are found by their digest and revoked once', async (t) => {
  await eachBackend(t, async (t, { store }) => {
    const token: StoredToken = {
      id: 'tok_1',
      name: 'worker of host a',
      role: 'worker',
      platform: 'cpu-x86_64',
      sha256: 'a'.repeat(64),
      createdAt: NOON,
      revokedAt: null,
    };
    await store.tokens.create(token);
    t.same(await store.tokens.find(token.sha256), token);
    t.equal(await store.tokens.find('b'.repeat(64)), null);
    await t.rejects(store.tokens.create({ ...token, id: 'tok_2' }), 'a secret names one token');
    t.equal(await store.tokens.revoke('tok_1', noon(1)), true);
    t.equal(await store.tokens.revoke('tok_1', noon(2)), false);
    t.equal(await store.tokens.revoke('tok_x', noon(2)), false);
    t.same(await store.tokens.list(), [{ ...token, revokedAt: noon(1) }]);
  });
});

t.test('an idempotency key names one request', async (t) => {
  await eachBackend(t, async (t, { store }) => {
    const claim = (body: string, at = NOON) => store.idempotency.claim('key', body, at);
    const kinds = (await Promise.all([1, 2, 3, 4].map(() => claim('body')))).map((answer) => answer.kind);
    t.same(kinds.sort(), ['busy', 'busy', 'busy', 'fresh']);
    t.same(await claim('other'), { kind: 'mismatch' });
    await store.idempotency.release('key');
    t.same(await claim('body'), { kind: 'fresh' }, 'given back after a failure');
    await store.idempotency.save('key', 201, { id: 'run_1' });
    t.same(await claim('body'), { kind: 'repeat', status: 201, body: { id: 'run_1' } });
    await store.idempotency.release('key');
    t.match(await claim('body', noon(86_400)), { kind: 'repeat' }, 'an answer is not given back, and kept for a day');
    t.same(await claim('body', noon(86_401)), { kind: 'fresh' });
    t.same(await claim('body', noon(86_402)), { kind: 'busy' });
    t.same(await claim('body', noon(86_800)), { kind: 'fresh' }, 'its process died');
    await store.idempotency.save('key', 204, undefined);
    t.same(await claim('body', noon(86_801)), { kind: 'repeat', status: 204, body: null });
  });
});

t.test('hosts and channel moves', async (t) => {
  await eachBackend(t, async (t, { store }) => {
    const host = { host: 'host-a', platform: 'cpu-x86_64', workerId: 'wrk_1', seenAt: noon(5) };
    await store.hosts.seen(host);
    await store.hosts.seen({ ...host, workerId: 'wrk_0', seenAt: noon(1) });
    t.same(await store.hosts.list(), [host], 'an older sighting changes nothing');
    await store.hosts.seen({ ...host, workerId: 'wrk_2', seenAt: noon(9) });
    t.match(await store.hosts.list(), [{ workerId: 'wrk_2', seenAt: noon(9) }]);

    const changes = [{ factor: 'package:numpy', from: '1.26.4', to: '2.0.0' }];
    const move = { project: 'default', benchmark: 'digits', platform: 'cpu-x86_64', changes };
    await store.channels.record({ ...move, id: 'mov_1', at: noon(1) });
    await store.channels.record({ ...move, id: 'mov_2', at: noon(2) });
    t.same(
      (await store.channels.history('default', 'digits', 1)).map((one) => one.id),
      ['mov_2'],
    );
    t.same((await store.channels.history('default', 'digits', 9))[1], { ...move, id: 'mov_1', at: noon(1) });
    t.same(await store.channels.history('default', 'other', 9), []);
  });
});

t.test('environment halves under any fingerprint', async (t) => {
  await eachBackend(t, async (t, { store }) => {
    await store.environments.put('stack', 'sha256:given', aStack());
    await store.environments.put('stack', 'sha256:given', aStack());
    t.same(await store.environments.get('stack', 'sha256:given'), aStack());
    t.equal(await store.environments.get('host', 'sha256:given'), null);
  });
});

t.test('health', async (t) => {
  await eachBackend(t, async (t, { store }) => {
    await store.maintenance.ping();
    t.ok((await store.maintenance.schemaVersion()) >= 4);
    await store.close();
    await t.rejects(store.maintenance.ping(), { code: 'STORE_UNAVAILABLE' });
  });
});
