import t from 'tap';
import { parseChallenges } from '../../../services/registry/oci/challenge.ts';
import { choosePlatform, platformText, readManifest } from '../../../services/registry/oci/manifest.ts';
import { retryAfterMs } from '../../../services/registry/oci/retry-after.ts';
import { readToken, tokenRequest } from '../../../services/registry/oci/token.ts';
import { registryWords } from '../../../services/registry/oci/words.ts';

// What registries answer, composed by hand after distribution-spec, distribution's token specification and RFC 9110.

const digest = (digit: string) => `sha256:${digit.repeat(64)}`;

t.test('challenges', async (t) => {
  t.same(
    parseChallenges('Bearer realm="https://auth.example/token",service="r.example",scope="repository:a/b:pull,push"'),
    [
      {
        scheme: 'bearer',
        parameters: { realm: 'https://auth.example/token', service: 'r.example', scope: 'repository:a/b:pull,push' },
      },
    ],
  );
  t.same(parseChallenges('Basic realm="a \\"b\\"", Bearer realm=x , error="invalid_token"'), [
    { scheme: 'basic', parameters: { realm: 'a "b"' } },
    { scheme: 'bearer', parameters: { realm: 'x', error: 'invalid_token' } },
  ]);
  t.same(parseChallenges(''), []);
  t.same(parseChallenges('"nothing'), []);
  t.same(parseChallenges('Negotiate'), [{ scheme: 'negotiate', parameters: {} }]);
});

t.test('waits', async (t) => {
  const now = new Date('2026-01-01T00:00:00Z');
  t.equal(retryAfterMs(undefined, now), undefined);
  t.equal(retryAfterMs('12', now), 12_000);
  t.equal(retryAfterMs('Thu, 01 Jan 2026 00:01:00 GMT', now), 60_000);
  t.equal(retryAfterMs('Wed, 31 Dec 2025 00:01:00 GMT', now), 0);
  t.equal(retryAfterMs('999999999', now), 86_400_000);
  t.equal(retryAfterMs('soon', now), undefined);
});

t.test('manifests', async (t) => {
  const read = (document: unknown, type?: string) => readManifest(JSON.stringify(document), type, 'x');
  t.same(read({ config: {}, layers: [] }), { kind: 'image' });
  const list = { mediaType: 'application/vnd.docker.distribution.manifest.list.v2+json' };
  t.same(read({ ...list, manifests: [{ digest: digest('a') }, { digest: 'sha512:1' }, null] }), {
    kind: 'index',
    entries: [{ digest: digest('a'), platform: {} }],
  });
  for (const [body, reason] of [
    ['{', /not JSON/],
    ['3', /not JSON/],
    ['{"schemaVersion":1,"fsLayers":[]}', /schema 1/],
    ['{"mediaType":"application/x"}', /something else|no image but application\/x/],
    ['{}', /without a media type/],
    ['{"manifests":[],"config":{},"layers":[]}', /an image and an index at once/],
  ] as const) {
    t.throws(() => readManifest(body, undefined, 'x'), { code: 'REGISTRY_REFUSED', message: reason });
  }
});

t.test('platforms', async (t) => {
  const entry = (digit: string, architecture: string, variant?: string) => ({
    digest: digest(digit),
    platform: { os: 'linux', architecture, ...(variant === undefined ? {} : { variant }) },
  });
  const amd64 = { os: 'linux', architecture: 'amd64' };
  const attested = { digest: digest('f'), platform: { os: 'unknown', architecture: 'unknown' } };
  t.equal(choosePlatform([attested, entry('a', 'amd64', 'v3'), entry('b', 'amd64')], amd64, 'x'), digest('b'));
  t.equal(choosePlatform([entry('a', 'amd64', 'v2')], amd64, 'x'), digest('a'));
  t.equal(
    choosePlatform([entry('a', 'arm64')], { os: 'linux', architecture: 'arm64', variant: 'v8' }, 'x'),
    digest('a'),
  );
  t.throws(() => choosePlatform([attested], amd64, 'x'), {
    message: /no image for linux\/amd64; there is none at all/,
  });
  t.equal(platformText({}), 'unknown/unknown');
});

t.test('token requests', async (t) => {
  const challenge = { scheme: 'bearer', parameters: { realm: 'https://auth.example/token?a=1', service: 's' } };
  const registry = { host: 'r.example', insecure: false, trusts: () => false };
  const named = tokenRequest(challenge, 'a/b', { kind: 'password', username: 'ann', password: 'word' }, registry);
  t.equal(
    named.url.href,
    'https://auth.example/token?a=1&service=s&scope=repository%3Aa%2Fb%3Apull&client_id=plumbline',
  );
  t.same(named.asked, { method: 'GET', headers: { authorization: 'Basic YW5uOndvcmQ=' } });
  t.same(tokenRequest(challenge, 'a/b', null, registry).asked.headers, {});
  const { asked } = tokenRequest(
    { scheme: 'bearer', parameters: { realm: 'https://auth.example' } },
    'a',
    { kind: 'identity-token', token: 't' },
    registry,
  );
  t.match(asked, { method: 'POST', body: /^grant_type=refresh_token&client_id=plumbline&refresh_token=t&scope=/ });
  for (const realm of ['', 'http://auth.example/', 'https://user@auth.example/', 'nowhere']) {
    const bad = { scheme: 'bearer', parameters: { realm } };
    t.throws(() => tokenRequest(bad, 'a', null, registry), { code: 'REGISTRY_REFUSED' }, realm);
    t.throws(() => tokenRequest(bad, 'a', null, { ...registry, insecure: true }), { code: 'REGISTRY_REFUSED' }, realm);
  }
});

t.test('tokens', async (t) => {
  const read = (value: unknown) => readToken(Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)));
  t.same(read({ token: 'a', expires_in: 300 }), { token: 'a', livesMs: 300_000 });
  t.same(read({ access_token: 'b' }), { token: 'b', livesMs: 60_000 });
  t.same(read({ token: 'a', expires_in: 'never' }), { token: 'a', livesMs: 60_000 });
  t.same(read({ token: 'a', expires_in: 1e9 }), { token: 'a', livesMs: 3_600_000 });
  for (const bad of ['<html>', {}, { token: 3 }, { token: 'line\nbreak' }, { token: 'x'.repeat(70_000) }])
    t.equal(read(bad), null);
});

t.test('words', async (t) => {
  const words = (text: string, secrets: string[] = []) => registryWords(Buffer.from(text), secrets);
  t.equal(words('{"errors":[{"code":"DENIED","message":"no\\n way"},{"code":"X"}]}'), 'DENIED: no way; X');
  t.equal(words('<html><title>502 Bad Gateway</title></html>'), '502 Bad Gateway');
  t.equal(words('<html></html>'), '');
  t.equal(words('plain word', ['word', '']), 'plain (hidden)');
  t.equal(words('x'.repeat(1000)).length, 300);
});
