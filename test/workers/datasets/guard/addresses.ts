import t from 'tap';
import { createAddressGuard } from '../../../../workers/datasets/guard/addresses.ts';
import { allowedAddresses, guardedLookup } from '../../../../workers/datasets/guard/lookup.ts';

const PRIVATE = [
  ['127.0.0.1', '127.8.9.1', '10.1.2.3', '172.16.0.1', '172.31.255.255', '192.168.1.1', '169.254.169.254'],
  ['100.64.0.1', '0.0.0.0', '224.0.0.1', '255.255.255.255', '198.18.0.1', '240.0.0.1'],
  ['::1', '::', 'fe80::1', 'fe80::1%eth0', 'fd00::1', 'fc00::1', 'ff02::1', 'fec0::1', '::127.0.0.1'],
  ['::ffff:127.0.0.1', '::ffff:7f00:1', '::FFFF:10.0.0.1', '0:0:0:0:0:ffff:a9fe:a9fe', '64:ff9b::169.254.169.254'],
  ['64:ff9b::a00:1', '2002:7f00:1::', '2001::1'],
  // Translated (RFC 2765), local translation, and what IANA has given to nobody as global unicast.
  ['::ffff:0:7f00:1', '::ffff:0:169.254.169.254', '64:ff9b:1::1', '3fff::1', '5f00::1', '4000::1', '192.88.99.1'],
].flat();
const PUBLIC = ['8.8.8.8', '172.32.0.1', '172.15.255.255', '100.128.0.1', '169.253.1.1', '2606:4700::1111'];
const PUBLIC_TRANSLATED = ['::ffff:8.8.8.8', '64:ff9b::808:808'];

t.test('private addresses in every way of writing them', async (t) => {
  const guard = createAddressGuard([]);
  for (const address of PRIVATE) t.notOk(guard.allows('a.example', address, false), address);
  for (const address of [...PUBLIC, ...PUBLIC_TRANSLATED]) {
    t.ok(guard.allows('a.example', address, false), address);
    t.notOk(guard.allows('a.example', address, true), `${address} without encryption`);
  }
});

t.test('what the operator names', async (t) => {
  const guard = createAddressGuard(['NAS.lan', '10.0.0.0/8', '192.168.1.7', 'fd00:1::/32', '::1', 'file:///srv/git/']);
  for (const [host, address] of [
    ['nas.lan', '192.168.9.9'],
    ['nas.lan.', '192.168.9.9'],
    ['x', '10.200.0.1'],
    ['x', '192.168.1.7'],
    ['x', 'fd00:1::5'],
    ['[::1]', '::1'],
    ['x', '::ffff:10.1.1.1'],
  ] as const) {
    t.ok(guard.allows(host, address, true), `${host} ${address}`);
  }
  for (const [host, address] of [
    ['evil.nas.lan', '192.168.9.9'],
    ['x', '192.168.1.8'],
    ['x', '11.0.0.1'],
    ['x', 'fd00:2::5'],
  ] as const) {
    t.notOk(guard.allows(host, address, true), `${host} ${address}`);
  }
  t.ok(guard.names('nas.LAN'));
  t.ok(guard.names('10.1.1.1'));
  t.notOk(guard.names('a.example'));
  t.ok(guard.allowsFolder('/srv/git/x'));
  t.ok(guard.allowsFolder('/srv/git'));
  t.notOk(guard.allowsFolder('/srv/gitx'));
});

t.test('an entry that means nothing is said', async (t) => {
  for (const entry of ['10.0.0.0/33', '10.0.0.0/x', 'a b', 'https://a.example', 'fd00::/129', '/srv', '']) {
    t.throws(() => createAddressGuard([entry]), { code: 'CONFIG_INVALID', message: /data\.private/ }, entry);
  }
});

t.test('the look-up of a connection answers allowed addresses alone', async (t) => {
  const guard = createAddressGuard([]);
  await t.rejects(allowedAddresses(guard, 'localhost', false), {
    code: 'ORIGIN_REFUSED',
    message: /localhost is at .*: it is private/,
  });
  await t.rejects(allowedAddresses(guard, '[::1]', false), { code: 'ORIGIN_REFUSED' });
  await t.rejects(allowedAddresses(guard, '8.8.8.8', true), { message: /plain http is for hosts in data\.private/ });
  const open = createAddressGuard(['localhost']);
  const look = (all: boolean) =>
    new Promise<unknown[]>((resolve) =>
      guardedLookup(open, true)('localhost', { all }, (...answer: unknown[]) => resolve(answer)),
    );
  t.match(await look(false), [null, /^(127\.0\.0\.1|::1)$/, /^[46]$/]);
  t.match(await look(true), [null, [{ address: String, family: Number }]]);
  const refused = await new Promise((resolve) => guardedLookup(guard, false)('localhost', {}, resolve));
  t.match(refused, { code: 'ORIGIN_REFUSED' });
});
