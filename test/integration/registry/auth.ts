import { execFileSync } from 'node:child_process';
import { createSign } from 'node:crypto';
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Docker from 'dockerode';
import t, { type Test } from 'tap';
import { systemClock } from '../../../services/composition/clock.ts';
import { ensureBase } from '../../../services/registry/images/base.ts';
import { pushImage } from '../../../services/registry/images/push.ts';
import { dockerCredentials, type FindCredentials } from '../../../services/registry/oci/credentials.ts';
import { resolveChannel } from '../../../services/registry/oci/resolve.ts';
import { basic } from '../../../services/registry/oci/token.ts';
import { importSmall, removeByLabel } from '../../support/images.ts';
import { startRegistry } from '../../support/registry-server.ts';
import { pusher, stub, testClient } from '../../support/registry-world.ts';

// Names and passwords: where they come from, where they go, and where they never show.

const PASSWORD = 'correct horse battery staple';
const LABEL = 'dev.plumbline.test.auth';
const platform = { os: 'linux', architecture: 'amd64' } as const;
const docker = new Docker();
t.teardown(() => removeByLabel(docker, LABEL));

function folder(t: Test): string {
  const made = mkdtempSync(join(tmpdir(), 'plumbline-auth-'));
  t.teardown(() => rmSync(made, { recursive: true, force: true }));
  return made;
}

const password =
  (word = PASSWORD): FindCredentials =>
  async () => ({ kind: 'password', username: 'ann', password: word });

/** Docker's configuration with one registry in it. */
function dockerConfig(t: Test, document: object): string {
  const made = folder(t);
  writeFileSync(join(made, 'config.json'), JSON.stringify(document));
  return made;
}

t.test('a registry with htpasswd: config.json is used, for the engine too', async (t) => {
  const place = folder(t);
  // bcrypt, the only kind that docker-registry takes; perl's crypt makes it with the C library's.
  const hash = execFileSync('perl', ['-e', 'print crypt($ARGV[0], q($2y$05$abcdefghijklmnopqrstuu))', PASSWORD], {
    encoding: 'utf8',
  });
  writeFileSync(join(place, 'htpasswd'), `ann:${hash}\n`);
  const registry = await startRegistry(place, `auth:\n  htpasswd: { realm: test, path: ${join(place, 'htpasswd')} }\n`);
  t.teardown(registry.stop);
  const address = registry.address;
  const image = await pusher(address, 'private/base', basic('ann', PASSWORD)).image('1', 'private');
  const reference = `${address}/private/base:1`;
  const auth = Buffer.from(`ann:${PASSWORD}`).toString('base64');
  const credentials = dockerCredentials(dockerConfig(t, { auths: { [`https://${address}/v1/`]: { auth } } }));
  const found = await resolveChannel(reference, { client: testClient(t, { credentials }), platform });
  t.equal(found.digest, image);
  const nameless = resolveChannel(reference, { client: testClient(t), platform });
  await t.rejects(nameless, { code: 'REGISTRY_REFUSED', message: /401 \(it was asked without a name\)/ });
  const wrong = testClient(t, { credentials: password('a wrong word') });
  const refused = await resolveChannel(reference, { client: wrong, platform }).catch((error: Error) => error);
  t.match(refused, { code: 'REGISTRY_REFUSED', message: /401/ });
  t.notMatch(String(refused), /a wrong word|YW5u/);

  const id = await importSmall(docker, 'plumbline-test/auth', 'one', { [LABEL]: 'yes' });
  const recipe = `sha256:${'1'.repeat(64)}`;
  await t.rejects(pushImage(id, 'x', { docker, registry: address, recipe }), { code: 'PUSH_FAILED' });
  const pushed = await pushImage(id, 'x', { docker, registry: address, recipe, credentials });
  t.match(pushed.reference, new RegExp(`^${address}/plumbline-x@sha256:`));
  for (const name of [`${address}/plumbline-x:${'1'.repeat(12)}`, 'plumbline-test/auth:one']) {
    await docker.getImage(name).remove();
  }
  const debian = { suite: 'bookworm' as const, include: [] };
  const base = {
    schemaVersion: 1 as const,
    name: 'private',
    registry: `${address}/plumbline-x:${'1'.repeat(12)}`,
    debian,
  };
  const options = {
    docker,
    architecture: 'amd64',
    scratch: place,
    from: 'registry',
    clock: systemClock,
    onProgress() {},
  } as const;
  await t.rejects(ensureBase(base, options), { code: 'BASE_UNAVAILABLE', message: /401/ });
  t.same(await ensureBase(base, { ...options, credentials }), { ...pushed, kind: 'registry-digest' });
});

t.test('a registry with tokens, signed by a token server', async (t) => {
  const place = folder(t);
  const [key, certificate] = [join(place, 'key.pem'), join(place, 'certificate.pem')];
  execFileSync(
    'openssl',
    [
      'req',
      '-x509',
      '-newkey',
      'rsa:2048',
      '-nodes',
      '-days',
      '2',
      '-subj',
      '/CN=test',
      '-keyout',
      key,
      '-out',
      certificate,
    ],
    { stdio: 'ignore' },
  );
  const chain = readFileSync(certificate, 'utf8').replace(/-----[^-]+-----|\s/g, '');
  /** A token of distribution's "Token Authentication Implementation". */
  const sign = (name: string, actions: readonly string[]) => {
    const now = Math.floor(Date.now() / 1000);
    const claims = {
      iss: 'test',
      sub: 'ann',
      aud: 'the-registry',
      iat: now,
      nbf: now - 10,
      exp: now + 60,
      jti: `${now}`,
    };
    const access = [{ type: 'repository', name, actions }];
    const parts = [
      { typ: 'JWT', alg: 'RS256', x5c: [chain] },
      { ...claims, access },
    ];
    const text = parts.map((part) => Buffer.from(JSON.stringify(part)).toString('base64url')).join('.');
    return `${text}.${createSign('RSA-SHA256').update(text).sign(readFileSync(key)).toString('base64url')}`;
  };
  const seen: string[] = [];
  const server = await stub(t, (request, response, body) => {
    const url = new URL(request.url as string, 'http://x');
    const refresh = new URLSearchParams(body).get('refresh_token');
    seen.push(`${request.method} ${url.searchParams.get('scope') ?? new URLSearchParams(body).get('scope')}`);
    if (request.headers.authorization !== basic('ann', PASSWORD) && refresh !== 'identity') {
      response.writeHead(401).end(JSON.stringify({ details: `no, ${request.headers.authorization}` }));
    } else response.end(JSON.stringify({ token: sign('private/base', ['pull']), expires_in: 60 }));
  });
  const auth = {
    realm: `http://${server.address}/token`,
    service: 'the-registry',
    issuer: 'test',
    rootcertbundle: certificate,
  };
  const registry = await startRegistry(place, `auth:\n  token: ${JSON.stringify(auth)}\n`);
  t.teardown(registry.stop);
  const push = pusher(registry.address, 'private/base', `Bearer ${sign('private/base', ['pull', 'push'])}`);
  const image = await push.image('1', 'private');
  const reference = `${registry.address}/private/base:1`;

  const client = testClient(t, { credentials: password() });
  t.equal((await resolveChannel(reference, { client, platform })).digest, image);
  t.equal((await resolveChannel(reference, { client, platform })).digest, image);
  t.same(seen, ['GET repository:private/base:pull'], 'one token for all that it is good for');
  const identity: FindCredentials = async () => ({ kind: 'identity-token', token: 'identity' });
  const other = testClient(t, { credentials: identity });
  t.equal((await resolveChannel(reference, { client: other, platform })).digest, image);
  t.equal(seen.at(-1), 'POST repository:private/base:pull');

  const wrong = testClient(t, { credentials: password('a wrong word') });
  const refused = await resolveChannel(reference, { client: wrong, platform }).catch((error: Error) => error);
  t.match(refused, { code: 'REGISTRY_REFUSED', message: /401: no, \(hidden\)/ }, 'a server that repeats a secret');
  t.notMatch(String(refused), /a wrong word|YW5u/);
});

t.test('credentials go nowhere else', async (t) => {
  const stranger = await stub(t, (_request, response) => response.writeHead(404).end());
  const server = await stub(t, (request, response) => {
    if (request.headers.authorization === undefined) {
      response.writeHead(401, { 'www-authenticate': 'Basic realm="test"' }).end();
    } else response.writeHead(307, { location: `http://${stranger.address}/elsewhere` }).end();
  });
  const client = testClient(t, { credentials: password() });
  await t.rejects(resolveChannel(`${server.address}/x:1`, { client, platform }), { code: 'REGISTRY_REFUSED' });
  const redirected = stranger.asked.filter(({ url }) => url === '/elsewhere');
  t.ok(redirected.length > 0, 'the redirect was followed');
  t.ok(redirected.every(({ headers }) => headers.authorization === undefined));

  const plain = await stub(t, (_request, response) =>
    response.writeHead(401, { 'www-authenticate': 'Bearer realm="http://token.example.org/",service="x"' }).end(),
  );
  await t.rejects(resolveChannel(`${plain.address}/x:1`, { client, platform }), {
    code: 'REGISTRY_REFUSED',
    message: /no address with https/,
  });
  const endless = await stub(t, (request, response) =>
    response.writeHead(302, { location: request.url as string }).end(),
  );
  await t.rejects(resolveChannel(`${endless.address}/x:1`, { client, platform }), { message: /more than 3 times/ });
});

t.test('no name and no password over http to a mirror that the engine was not told to trust so', async (t) => {
  for (const challenge of ['Basic realm="test"', 'Bearer realm="https://127.0.0.1:1/token",service="x"']) {
    const mirror = await stub(t, (_request, response) =>
      response.writeHead(401, { 'www-authenticate': challenge }).end(),
    );
    const wanted: string[] = [];
    const client = testClient(t, {
      credentials: async (registry) => {
        wanted.push(registry);
        return { kind: 'password', username: 'ann', password: PASSWORD };
      },
      engine: { insecure: () => false },
    });
    const request = { origin: `http://${mirror.address}`, registry: mirror.address, repository: 'library/x' };
    const rest = { path: 'library/x/manifests/1', method: 'GET', accept: '*/*', maxBytes: 1000 } as const;
    await t.rejects(client.get({ ...request, ...rest }));
    t.ok(mirror.asked.every(({ headers }) => headers.authorization === undefined));
    t.same(wanted, [], 'they were not even looked for');
  }
});

t.test('a registry that repeats what it was told does not tell it to people', async (t) => {
  const encoded = Buffer.from(`ann:${PASSWORD}`).toString('base64');
  for (const status of [403, 429, 503]) {
    const server = await stub(t, (request, response) => {
      const { authorization } = request.headers;
      if (request.url === '/v2/') return void response.end();
      if (authorization === undefined) {
        response.writeHead(401, { 'www-authenticate': 'Basic realm="test"' }).end();
      } else response.writeHead(status).end(`no: ${authorization.split(' ')[1]} ${PASSWORD}`);
    });
    const client = testClient(t, { credentials: password() });
    const name = `${server.address}/x@sha256:${'0'.repeat(64)}`;
    const error = await resolveChannel(name, { client, platform }).catch((found: Error) => found);
    t.match(String(error), /\(hidden\)/, `${status}`);
    t.notMatch(String(error), PASSWORD);
    t.notMatch(String(error), encoded);
  }
});

t.test('where credentials come from', async (t) => {
  const bin = folder(t);
  const helper = (name: string, script: string) => {
    writeFileSync(join(bin, `docker-credential-${name}`), `#!/bin/sh\nread server\n${script}\n`);
    chmodSync(join(bin, `docker-credential-${name}`), 0o755);
  };
  helper('plumbtest', 'echo "{\\"ServerURL\\":\\"$server\\",\\"Username\\":\\"$1 $server\\",\\"Secret\\":\\"word\\"}"');
  helper('plumbtoken', 'echo \'{"Username":"<token>","Secret":"identity"}\'');
  helper('plumbnone', 'echo "credentials not found in native keychain"; exit 1');
  helper('plumbbad', 'echo secret noise; exit 2');
  const path = process.env.PATH;
  process.env.PATH = `${bin}:${path}`;
  t.teardown(() => {
    process.env.PATH = path;
  });
  const find = (document: object, registry: string) => dockerCredentials(dockerConfig(t, document))(registry);
  const auth = Buffer.from('bob:pass:word').toString('base64');
  const hub = { auths: { 'https://index.docker.io/v1/': { auth }, 'r.example:5000': { identitytoken: 'token' } } };
  const word = { kind: 'password', username: 'bob', password: 'pass:word' };
  t.same(await find(hub, 'docker.io'), word);
  t.same(await find(hub, 'r.example:5000'), { kind: 'identity-token', token: 'token' });
  t.equal(await find(hub, 'r.example'), null, 'another port is another registry');
  t.equal(await find({ auths: { 'r.example': {} } }, 'r.example'), null);
  t.same(await find({ ...hub, credHelpers: { 'r.example': 'plumbtest' } }, 'r.example'), {
    ...{ kind: 'password', username: 'get r.example', password: 'word' },
  });
  t.match(await find({ credsStore: 'plumbtest' }, 'docker.io'), { username: 'get https://index.docker.io/v1/' });
  t.same(await find({ credsStore: 'plumbtoken' }, 'r.example'), { kind: 'identity-token', token: 'identity' });
  t.same(await find({ ...hub, credsStore: 'plumbnone' }, 'docker.io'), word, 'the file, where the store has none');
  await t.rejects(find({ credsStore: 'plumbbad' }, 'r.example'), {
    code: 'REGISTRY_REFUSED',
    message: 'docker-credential-plumbbad gave no credentials for r.example (exit 2)',
  });
  await t.rejects(find({ credsStore: 'not-installed-here' }, 'r.example'), { code: 'DEPENDENCY_MISSING' });
  await t.rejects(find({ credsStore: '../x' }, 'r.example'), { code: 'CONFIG_INVALID' });
  t.equal(await dockerCredentials(join(bin, 'nowhere'))('r.example'), null);
  writeFileSync(join(bin, 'config.json'), '{"auths": secret');
  const broken = await dockerCredentials(bin)('r.example').catch((error: Error) => error);
  t.match(broken, { code: 'CONFIG_INVALID', place: { file: join(bin, 'config.json') } });
  t.notMatch(String(broken), /secret/);
});
