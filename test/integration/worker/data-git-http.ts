import { execFileSync, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import t, { type Test } from 'tap';
import { testCache } from '../../support/dataset-cache.ts';
import { pinFrom } from '../../support/file-server.ts';

// Commits over http, from git's own server program behind a server on the loopback.

const MIB = 1_048_576;
/** After this time the rest of an answer is sent after all, so that a client that never gives up is told from one that does, in ms. */
const KEEP_MS = 20_000;

function temporaryFolder(t: Test): string {
  const folder = mkdtempSync(join(tmpdir(), 'plumbline-git-'));
  t.teardown(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** A repository with a file of three bytes and one of so many MiB. */
function repository(t: Test, mib: number): string {
  const folder = temporaryFolder(t);
  const who = ['-c', 'user.name=nobody', '-c', 'user.email=nobody@example.org'];
  const git = (...args: string[]) => execFileSync('git', [...who, '-C', folder, ...args]);
  git('init', '--quiet', '--initial-branch=main');
  writeFileSync(`${folder}/small.txt`, 'sss');
  writeFileSync(`${folder}/big.bin`, randomBytes(mib * MIB));
  git('add', '--all');
  git('commit', '--quiet', '--message', 'one');
  return folder;
}

/**
 * Serves a folder; after `bytesMax` bytes of one answer the rest is kept until the client hangs up.
 *
 * @param version what of the client's word about the protocol's version the server hears: an old one hears nothing.
 */
async function httpServer(t: Test, folder: string, version: 'old' | 'new', bytesMax: number) {
  let tell: (hungUp: boolean) => void = () => undefined;
  const hungUp = new Promise<boolean>((resolve) => {
    tell = resolve;
  });
  let hold: () => void = () => undefined;
  const held = new Promise<void>((resolve) => {
    hold = resolve;
  });
  const server = createServer((request, response) => {
    const { pathname, search } = new URL(request.url ?? '/', 'http://localhost');
    const backend = spawn('git', ['http-backend'], {
      stdio: ['pipe', 'pipe', 'ignore'],
      env: {
        PATH: process.env.PATH,
        GIT_PROJECT_ROOT: folder,
        GIT_HTTP_EXPORT_ALL: '1',
        PATH_INFO: pathname,
        QUERY_STRING: search.slice(1),
        REQUEST_METHOD: request.method,
        CONTENT_TYPE: request.headers['content-type'] ?? '',
        HTTP_CONTENT_ENCODING: request.headers['content-encoding'] ?? '',
        GIT_PROTOCOL: version === 'new' ? String(request.headers['git-protocol'] ?? '') : '',
      },
    });
    request.pipe(backend.stdin.on('error', () => undefined));
    const rest = new AbortController();
    response.on('close', () => {
      if (!response.writableFinished) tell(true);
      rest.abort();
      backend.kill();
    });
    pass(backend.stdout, response, bytesMax, rest.signal, hold).catch(() => response.destroy());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.teardown(() => {
    server.closeAllConnections();
    server.close();
  });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/.git`,
    hungUp,
    held,
    sent: () => tell(false),
  };
}

/** Hands the answer of a CGI program on: lines of a head, an empty one, the body. */
async function pass(
  from: AsyncIterable<Buffer>,
  to: ServerResponse,
  bytesMax: number,
  gone: AbortSignal,
  hold: () => void,
) {
  let head: Buffer | null = Buffer.alloc(0);
  let bytes = 0;
  for await (const piece of from) {
    let body = piece;
    if (head !== null) {
      head = Buffer.concat([head, piece]);
      const end = head.indexOf('\r\n\r\n');
      if (end < 0) continue;
      for (const line of head.subarray(0, end).toString().split('\r\n')) {
        const [name = '', value = ''] = line.split(': ');
        if (name === 'Status') to.statusCode = Number.parseInt(value, 10);
        else to.setHeader(name, value);
      }
      body = head.subarray(end + 4);
      head = null;
    }
    to.write(body);
    bytes += body.length;
    if (bytes < bytesMax) continue;
    hold();
    await sleep(KEEP_MS, undefined, { signal: gone, ref: false }).catch(() => undefined);
    bytes = Number.NEGATIVE_INFINITY;
  }
  to.end();
}

for (const version of ['old', 'new'] as const) {
  t.test(`a commit over http, from a server of the ${version} protocol`, async (t) => {
    const { url } = await httpServer(t, repository(t, 1), version, 100 * MIB);
    const cache = testCache(temporaryFolder(t), { privateHosts: ['127.0.0.1'] });
    const folder = await cache.provide(pinFrom({ kind: 'git', url, ref: 'main' }, { 'small.txt': 'sss' }));
    t.equal(readFileSync(`${folder}/small.txt`, 'utf8'), 'sss');
  });

  t.test(`one with more than may come, from a server of the ${version} protocol`, async (t) => {
    const { url, hungUp, sent } = await httpServer(t, repository(t, 8), version, 4 * MIB);
    const root = temporaryFolder(t);
    const cache = testCache(root, { privateHosts: ['127.0.0.1'], spareBytes: MIB });
    const pin = pinFrom({ kind: 'git', url, ref: 'main' }, { 'small.txt': 'sss' });
    await t.rejects(cache.provide(pin), { code: 'DATASET_CORRUPT', message: /takes more than/ });
    sent();
    t.ok(await hungUp, 'what git started to fetch it ends too, while it still waits for more');
    t.same(readdirSync(root), [], 'nothing is left of it');
  });
}

t.test('git does not outlive the process that started it', async (t) => {
  const { url, hungUp, held } = await httpServer(t, repository(t, 8), 'new', MIB);
  const folder = temporaryFolder(t);
  const source = new URL('../../../', import.meta.url).href;
  const main = join(folder, 'main.ts');
  writeFileSync(
    main,
    `import { startGit } from '${source}workers/datasets/git/git.ts';
    const address = { url: '${url}', protocol: 'http', settings: [] };
    const child = startGit('${folder}', ['clone', '--quiet', '${url}', 'copy'], address, new AbortController().signal);
    process.stdin.once('data', () => process.exit(130));`,
  );
  const child = spawn(process.execPath, ['--import', 'tsx', main], { stdio: ['pipe', 'ignore', 'inherit'] });
  await held;
  child.stdin.write('end');
  const [code] = await once(child, 'exit');
  t.equal(code, 130);
  t.ok(await Promise.race([hungUp, sleep(KEEP_MS / 2, false, { ref: false })]), 'while it still waits for more');
});
