import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import t from 'tap';
import { makeCertificates } from '../../support/certificates.ts';
import { testCache } from '../../support/dataset-cache.ts';
import { provideElsewhere } from '../../support/dataset-process.ts';
import { fileServer, pinFrom } from '../../support/file-server.ts';
import { testFolder } from '../../support/folder.ts';

// Files over real TLS, from a server on the loopback whose certificate an authority of its own signed with openssl. Who
// trusts that authority is a process of its own: Node reads NODE_EXTRA_CA_CERTS once, when it starts.
t.setTimeout(120_000);

const folder = mkdtempSync(join(tmpdir(), 'plumbline-tls-'));
t.teardown(() => rmSync(folder, { recursive: true, force: true }));
const certificates = makeCertificates(folder, 'localhost');
const trusting = { NODE_EXTRA_CA_CERTS: certificates.authority };
const here = ['localhost', '127.0.0.1', '::1'];
const pinOf = (url: string) => pinFrom({ kind: 'https', url }, { x: 'one' });

t.test('a download from a server of an authority that the operator trusts', async (t) => {
  const server = await fileServer(t, (_, response) => response.writeHead(200).end('one'), certificates);
  const pin = pinOf(`${server.base}/x?signature=hush`);
  const provided = await provideElsewhere(t, { root: testFolder(t), pin, privateHosts: here }, trusting);
  t.match(provided, { folder: String });
  if ('folder' in provided) t.equal(readFileSync(`${provided.folder}/x`, 'utf8'), 'one');
  t.match(server.asked, [{ method: 'GET', url: '/x?signature=hush' }]);
});

t.test('a trusted certificate opens no private address', async (t) => {
  const server = await fileServer(t, (_, response) => response.writeHead(200).end('one'), certificates);
  const question = { root: testFolder(t), pin: pinOf(`${server.base}/x`), privateHosts: [] };
  t.match(await provideElsewhere(t, question, trusting), {
    code: 'ORIGIN_REFUSED',
    message: /localhost is at .*: it is private, and data\.private does not name it/,
  });
  t.same(server.asked, []);
});

t.test('a redirect does not give up encryption, though the other host is allowed', async (t) => {
  const plain = await fileServer(t, (_, response) => response.writeHead(200).end('one'));
  const location = `${plain.base}/x?signature=hush`;
  const server = await fileServer(t, (_, response) => response.writeHead(302, { location }).end(), certificates);
  const question = { root: testFolder(t), pin: pinOf(`${server.base}/x`), privateHosts: here };
  const refused = await provideElsewhere(t, question, trusting);
  t.match(refused, { code: 'ORIGIN_REFUSED', message: /a redirect must not give up encryption/ });
  t.notMatch(JSON.stringify(refused), /hush/);
  t.equal(server.asked.length, 1);
  t.same(plain.asked, [], 'the other one was not asked');
});

t.test(
  'an authority that nobody knows, and a certificate of another name, are said without what is secret',
  async (t) => {
    const other = mkdtempSync(join(tmpdir(), 'plumbline-tls-'));
    t.teardown(() => rmSync(other, { recursive: true, force: true }));
    const named = makeCertificates(other, 'elsewhere.example');
    for (const [made, environment, why] of [
      [certificates, {}, /unable to verify the first certificate/],
      [named, { NODE_EXTRA_CA_CERTS: named.authority }, /does not match certificate's altnames/],
    ] as const) {
      const server = await fileServer(t, (_, response) => response.writeHead(200).end('one'), made);
      const pin = pinOf(`${server.base}/x?signature=hush`);
      const question = { root: testFolder(t), pin, privateHosts: here };
      const refused = await provideElsewhere(t, question, environment);
      t.match(refused, { code: 'DATASET_MISSING', message: why });
      t.match(refused, {
        message: new RegExp(
          `^data set served: ${server.base}/x: its certificate is not accepted: .*NODE_EXTRA_CA_CERTS`,
        ),
      });
      t.notMatch(JSON.stringify(refused), /hush/);
      t.same(server.asked, [], 'nothing was asked of it');
    }
  },
);

t.test('this process, which trusts nobody new, refuses it too', async (t) => {
  const server = await fileServer(t, (_, response) => response.writeHead(200).end('one'), certificates);
  const provided = testCache(testFolder(t), { privateHosts: here }).provide(pinOf(`${server.base}/x`));
  await t.rejects(provided, { code: 'DATASET_MISSING', message: /its certificate is not accepted/ });
});
