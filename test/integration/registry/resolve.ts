import Docker from 'dockerode';
import t from 'tap';
import { engineRegistries } from '../../../services/registry/oci/engine-registries.ts';
import { type ResolveOptions, resolveChannel } from '../../../services/registry/oci/resolve.ts';
import { createWays } from '../../../services/registry/oci/trust.ts';
import { testFolder } from '../../support/folder.ts';
import { startRegistry } from '../../support/registry-server.ts';
import { digestOf, patientClock, pusher, stub, testClient } from '../../support/registry-world.ts';

// Channels against Debian's docker-registry; what that never does (rate limits, lies) against a stub on the loopback.

const registry = await startRegistry(testFolder(t));
t.teardown(registry.stop);
const push = pusher(registry.address, 'team/base');
const amd64 = { os: 'linux', architecture: 'amd64' } as const;
const name = `${registry.address}/team/base`;

t.test('a tag becomes a digest, and follows when it moves', async (t) => {
  const client = testClient(t);
  const options: ResolveOptions = { client, platform: amd64 };
  const first = await push.image('1', 'first');
  t.same(await resolveChannel(`${name}:1`, options), { reference: `${name}@${first}`, digest: first, index: null });
  const second = await push.image('1', 'second');
  t.not(second, first);
  t.equal((await resolveChannel(`${name}:1`, options)).digest, second, 'the tag moved');
  t.equal((await resolveChannel(`${name}:1@${first}`, options)).digest, first, 'a digest decides');
});

t.test('an index becomes the manifest of one platform', async (t) => {
  const client = testClient(t);
  const [one, two, seven] = [
    await push.image(null, 'amd64'),
    await push.image(null, 'arm64', 'arm64'),
    await push.image(null, 'arm', 'arm'),
  ];
  const index = await push.index('many', [
    { digest: seven, platform: { os: 'linux', architecture: 'arm', variant: 'v7' } },
    { digest: two, platform: { os: 'linux', architecture: 'arm64', variant: 'v8' } },
    { digest: one, platform: amd64 },
  ]);
  const resolve = (platform: ResolveOptions['platform']) => resolveChannel(`${name}:many`, { client, platform });
  t.same(await resolve(amd64), { reference: `${name}@${one}`, digest: one, index });
  t.equal((await resolve({ os: 'linux', architecture: 'arm64' })).digest, two);
  t.equal((await resolve({ os: 'linux', architecture: 'arm', variant: 'v7' })).digest, seven);
  await t.rejects(resolve({ os: 'linux', architecture: 'arm', variant: 'v6' }), { code: 'REGISTRY_REFUSED' });
  await t.rejects(resolve({ os: 'linux', architecture: 's390x' }), {
    code: 'REGISTRY_REFUSED',
    message: /no image for linux\/s390x; there is linux\/arm\/v7, linux\/arm64\/v8, linux\/amd64/,
  });
});

t.test('what is not there is said in the registry’s words', async (t) => {
  const client = testClient(t);
  const options: ResolveOptions = { client, platform: amd64 };
  await t.rejects(resolveChannel(`${name}:none`, options), { code: 'REGISTRY_REFUSED', message: /MANIFEST_UNKNOWN/ });
  const gone = await push.image('gone', 'gone');
  await push.remove(gone);
  await t.rejects(resolveChannel(`${name}@${gone}`, options), {
    code: 'REGISTRY_REFUSED',
    message: /404.*MANIFEST_UNKNOWN/,
  });
  await t.rejects(resolveChannel('127.0.0.1:1/x:1', options), {
    code: 'RESOLVE_FAILED',
    message: /connection refused/,
  });
  await t.rejects(resolveChannel('No Such', options), { code: 'INPUT_INVALID' });
  const stop = AbortSignal.abort(new Error('stopped by the test'));
  await t.rejects(resolveChannel(`${name}:1`, { ...options, signal: stop }), { message: 'stopped by the test' });
});

t.test('a registry that is busy is asked again, and a longer wait is handed on', async (t) => {
  let answers: (readonly [number, Record<string, string>])[] = [];
  const body = JSON.stringify({
    schemaVersion: 2,
    mediaType: 'application/vnd.oci.image.manifest.v1+json',
    config: {},
    layers: [],
  });
  const server = await stub(t, (request, response) => {
    if (request.url === '/v2/') return void response.end();
    const [status, headers] = answers.shift() ?? [200, {}];
    response.writeHead(status, { ...headers, ...(status === 200 ? { 'docker-content-digest': digestOf(body) } : {}) });
    response.end(
      request.method === 'HEAD'
        ? ''
        : status === 200
          ? body
          : '{"errors":[{"code":"TOOMANYREQUESTS","message":"slow down"}]}',
    );
  });
  const clock = patientClock();
  const options: ResolveOptions = { client: testClient(t, { clock }), platform: amd64 };
  answers = [
    [429, { 'retry-after': '2' }],
    [503, {}],
  ];
  t.equal((await resolveChannel(`${server.address}/x:1`, options)).digest, digestOf(body));
  t.same(clock.waits, [2000, 2000]);

  answers = [[429, { 'retry-after': '3600' }]];
  await t.rejects(resolveChannel(`${server.address}/x:1`, options), { code: 'RATE_LIMITED', retryAfterMs: 3_600_000 });

  clock.waits.length = 0;
  answers = Array.from({ length: 20 }, () => [429, {}] as const);
  await t.rejects(resolveChannel(`${server.address}/x:1`, options), { code: 'RATE_LIMITED', message: /answered 429/ });
  t.same(clock.waits, [1000, 2000, 4000], 'a bounded number of times');
  answers = Array.from({ length: 20 }, () => [502, {}] as const);
  await t.rejects(resolveChannel(`${server.address}/x:1`, options), {
    code: 'RESOLVE_FAILED',
    message: /answered 502/,
  });
});

t.test('a registry that lies about a digest is not believed', async (t) => {
  const body = JSON.stringify({ schemaVersion: 2, config: {}, layers: [] });
  const other = digestOf('something else');
  let said = other;
  const server = await stub(t, (request, response) => {
    if (request.url?.endsWith('/big') || (request.method === 'GET' && said === 'big')) {
      return void response.end(Buffer.alloc(5_000_000, 0x20));
    }
    response.setHeader('docker-content-digest', said);
    response.end(request.method === 'HEAD' ? '' : body);
  });
  const options: ResolveOptions = { client: testClient(t), platform: amd64 };
  await t.rejects(resolveChannel(`${server.address}/x:1`, options), {
    code: 'REGISTRY_REFUSED',
    message: /answered other bytes/,
  });
  await t.rejects(resolveChannel(`${server.address}/x@${digestOf(body)}`, options), {
    code: 'REGISTRY_REFUSED',
    message: /the registry calls it/,
  });
  said = 'not a digest';
  t.equal((await resolveChannel(`${server.address}/x:1`, options)).digest, digestOf(body), 'the body alone decides');
  said = 'big';
  await t.rejects(resolveChannel(`${server.address}/x:big`, options), {
    code: 'REGISTRY_REFUSED',
    message: /more than/,
  });
});

t.test('mirrors that the engine has are asked before Docker’s registry', async (t) => {
  const mirrored = await pusher(registry.address, 'library/python').image('3.11', 'mirrored');
  const dead = 'http://127.0.0.1:1/';
  const client = testClient(t, { engine: { mirrors: [dead, `http://${registry.address}/`] } });
  const found = await resolveChannel('python:3.11', { client, platform: amd64 });
  t.same(found, { reference: `python@${mirrored}`, digest: mirrored, index: null });
});

t.test('the engine’s own settings are read', async (t) => {
  const engine = await engineRegistries(new Docker());
  t.ok(engine.insecure('127.0.0.1:5000') && engine.insecure('localhost') && engine.insecure('[::1]:5000'));
  t.notOk(engine.insecure('registry.example.org'));
  const silent = await engineRegistries(new Docker({ socketPath: '/nonexistent/docker.sock' }));
  t.ok(silent.insecure('localhost:5000'));
  t.same(silent.mirrors, []);
  const ways = createWays();
  t.ok(await ways.system('registry.example.org'));
  await ways.close();
});
