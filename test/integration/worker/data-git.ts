import { execFileSync, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { type AddressInfo, connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import t, { type Test } from 'tap';
import { testCache } from '../../support/dataset-cache.ts';
import { pinFrom } from '../../support/file-server.ts';
import { testFolder } from '../../support/folder.ts';
import { freePort } from '../../support/loopback.ts';

// Files of commits, from repositories that git itself serves: a folder, and a git daemon on the loopback.

const MIB = 1_048_576;

interface Repository {
  readonly folder: string;
  readonly git: (...args: string[]) => string;
  readonly commit: string;
}

/** A repository with two commits; the second one edits `a.txt` and is tagged v2. */
function repository(t: Test): Repository {
  // Not in the test's folder, which is made anew for each cache.
  const folder = mkdtempSync(join(tmpdir(), 'plumbline-git-'));
  t.teardown(() => rmSync(folder, { recursive: true, force: true }));
  const who = ['-c', 'user.name=nobody', '-c', 'user.email=nobody@example.org'];
  const git = (...args: string[]) => execFileSync('git', [...who, '-C', folder, ...args], { encoding: 'utf8' }).trim();
  git('init', '--quiet', '--initial-branch=main');
  mkdirSync(`${folder}/deep`);
  writeFileSync(`${folder}/a.txt`, 'one\r\ntwo\n');
  writeFileSync(`${folder}/deep/b.txt`, 'bbb');
  writeFileSync(`${folder}/.gitattributes`, '*.txt text eol=crlf export-ignore export-subst filter=evil\n');
  writeFileSync(
    `${folder}/lfs.bin`,
    `version https://git-lfs.github.com/spec/v1\noid sha256:${'a'.repeat(64)}\nsize 5000\n`,
  );
  symlinkSync('/etc/passwd', `${folder}/link.txt`);
  symlinkSync('/etc', `${folder}/etc`);
  git('add', '--all');
  git('commit', '--quiet', '--message', 'one');
  const commit = git('rev-parse', 'HEAD');
  writeFileSync(`${folder}/a.txt`, 'edited');
  git('commit', '--quiet', '--all', '--message', 'two');
  git('tag', '--annotate', 'v2', '--message', 'two');
  return { folder, git, commit };
}

const source = (url: string, ref: string) => ({ kind: 'git' as const, url, ref });
/** What git stores, whatever line ends a checkout would have: `eol=crlf` made it one\n in the repository. */
const STORED = { 'a.txt': 'one\ntwo\n', 'deep/b.txt': 'bbb' };

t.test('a commit, a branch and a tag of a folder that the operator names', async (t) => {
  const { folder, commit, git } = repository(t);
  git('config', 'uploadpack.allowAnySHA1InWant', 'true');
  const allowed = { privateHosts: [`file://${folder}`] };
  const root = await testCache(testFolder(t), allowed).provide(pinFrom(source(`file://${folder}`, commit), STORED));
  for (const [path, text] of Object.entries(STORED)) t.equal(readFileSync(`${root}/${path}`, 'utf8'), text);
  for (const ref of ['main', 'v2', 'refs/heads/main']) {
    const pin = pinFrom(source(folder, ref), { ...STORED, 'a.txt': 'edited' });
    t.equal(readFileSync(`${await testCache(testFolder(t), allowed).provide(pin)}/a.txt`, 'utf8'), 'edited', ref);
  }
  const moved = pinFrom(source(folder, 'main'), STORED);
  await t.rejects(testCache(testFolder(t), allowed).provide(moved), { code: 'DATASET_CORRUPT', message: /a\.txt/ });
  await t.rejects(testCache(testFolder(t), allowed).provide(pinFrom(source(folder, 'nowhere'), STORED)), {
    code: 'DATASET_MISSING',
    message: /git fetch: .*nowhere/,
  });
});

t.test('links, submodules, folders, LFS pointers and absent files are said by name', async (t) => {
  const { folder } = repository(t);
  const provide = (files: Record<string, string>) =>
    testCache(testFolder(t), { privateHosts: [`file://${folder}`] }).provide(pinFrom(source(folder, 'main'), files));
  for (const [files, message] of [
    [{ 'link.txt': '/etc/passwd' }, /file link\.txt: it is a link/],
    [{ 'etc/passwd': 'x' }, /file etc\/passwd: .*no such file/],
    [{ deep: 'x' }, /file deep: it is a folder/],
    [{ absent: 'x' }, /file absent: .*no such file/],
    [{ 'deep/b.txt': 'b' }, /it has 3 bytes in the repository, pinned are 1/],
    [{ 'lfs.bin': 'x'.repeat(5000) }, /file lfs\.bin: the repository holds a Git LFS pointer/],
  ] as const) {
    await t.rejects(provide(files as Record<string, string>), { code: 'DATASET_CORRUPT', message });
  }
});

t.test('git goes nowhere that is not allowed, and runs nothing', async (t) => {
  const { folder, git } = repository(t);
  const proof = `${folder}/ran`;
  for (const hook of ['post-checkout', 'reference-transaction', 'post-merge']) {
    writeFileSync(`${folder}/.git/hooks/${hook}`, `#!/bin/sh\ntouch ${proof}\n`);
    chmodSync(`${folder}/.git/hooks/${hook}`, 0o755);
  }
  git('config', 'filter.evil.smudge', `touch ${proof}`);
  const pin = (url: string, ref = 'main') => pinFrom(source(url, ref), { 'deep/b.txt': 'bbb' });
  const refused = (url: string, message: RegExp, privateHosts: readonly string[] = [], ref = 'main') =>
    t.rejects(
      testCache(testFolder(t), { privateHosts }).provide(pin(url, ref)),
      { code: 'ORIGIN_REFUSED', message },
      url,
    );
  await refused(folder, /data\.private names no folder/);
  await refused(`file://${folder}`, /data\.private names no folder/, ['file:///srv']);
  await refused(`file://${folder}/../../etc`, /data\.private names no folder/, [`file://${folder}`]);
  await refused(`file://${folder}/..%2f..%2fetc`, /data\.private names no folder/, [`file://${folder}`]);
  await refused(`ext::sh -c 'touch ${proof}'`, /program that git would run/);
  await refused('--upload-pack=touch', /option/);
  await refused(folder, /branch, a tag or a commit/, [`file://${folder}`], '--upload-pack=touch');
  await refused('git://127.0.0.1/x', /git is for hosts in data\.private/);
  await refused('me@10.0.0.1:x', /ssh is for hosts in data\.private/);
  await refused('http://127.0.0.1:1/x', /private/);
  await refused('https://127.0.0.1:1/x', /private/);
  await refused('https://localhost:1/x', /localhost is at/);
  await refused('https://token@127.0.0.1/x', /^(?!.*token@).*name or password/);
  const allowed = testCache(testFolder(t), { privateHosts: [`file://${folder}`] });
  t.ok(await allowed.provide(pin(folder)));
  t.notOk(existsSync(proof), 'no hook and no filter ran');
});

/** Serves a repository with git's own daemon on the loopback, and returns its port once it answers. */
async function daemonOf(t: Test, folder: string): Promise<number> {
  const port = await freePort();
  const listen = [`--port=${port}`, '--listen=127.0.0.1', '--reuseaddr'];
  const args = ['daemon', ...listen, '--export-all', `--base-path=${folder}`];
  const daemon = spawn('git', args, { stdio: 'ignore', detached: true });
  t.teardown(() => process.kill(-(daemon.pid as number)));
  for (let tries = 0; tries < 50; tries += 1) {
    const socket = connect(port, '127.0.0.1');
    const answers = await once(socket, 'connect').then(
      () => true,
      () => false,
    );
    socket.destroy();
    if (answers) return port;
    await sleep(100);
  }
  throw new Error('the git daemon does not answer');
}

/** Passes this many bytes of an answer and keeps the rest until the client hangs up; its second word says that it did. */
async function keepsTheRest(t: Test, to: number, bytesMax: number): Promise<[port: number, hungUp: Promise<boolean>]> {
  /** Then the rest is passed on after all, so that a client that never gives up is told from one that does, in ms. */
  const KEEP_MS = 20_000;
  let tell: (hungUp: boolean) => void = () => undefined;
  const hungUp = new Promise<boolean>((resolve) => {
    tell = resolve;
  });
  const server = createServer((client) => {
    const source = connect(to, '127.0.0.1');
    const rest = new AbortController();
    client.on('error', () => undefined).pipe(source.on('error', () => undefined));
    client.on('close', () => {
      tell(true);
      rest.abort();
      source.destroy();
    });
    let bytes = 0;
    source.on('end', () => tell(false));
    source.on('end', () => client.end());
    source.on('data', async (piece: Buffer) => {
      bytes += piece.length;
      client.write(piece);
      if (bytes < bytesMax) return;
      source.pause();
      await sleep(KEEP_MS, undefined, { signal: rest.signal, ref: false }).catch(() => undefined);
      bytes = Number.NEGATIVE_INFINITY;
      source.resume();
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.teardown(() => server.close());
  return [(server.address() as AddressInfo).port, hungUp];
}

t.test('from a git daemon on a host that is named', async (t) => {
  const { folder } = repository(t);
  const port = await daemonOf(t, folder);
  const pin = pinFrom(source(`git://127.0.0.1:${port}/.git`, 'v2'), { 'a.txt': 'edited' });
  const root = await testCache(testFolder(t), { privateHosts: ['127.0.0.1'] }).provide(pin);
  t.equal(readFileSync(`${root}/a.txt`, 'utf8'), 'edited');
});

t.test('a commit with more than may come for what is pinned', async (t) => {
  const { folder, git } = repository(t);
  writeFileSync(`${folder}/big.bin`, randomBytes(8 * MIB));
  git('add', '--all');
  git('commit', '--quiet', '--message', 'three');
  const [port, hungUp] = await keepsTheRest(t, await daemonOf(t, folder), 4 * MIB);
  const root = mkdtempSync(join(tmpdir(), 'plumbline-cache-'));
  t.teardown(() => rmSync(root, { recursive: true, force: true }));
  const cache = testCache(root, { privateHosts: ['127.0.0.1', `file://${folder}`], spareBytes: MIB });
  const refuses = (url: string) =>
    t.rejects(cache.provide(pinFrom(source(url, 'main'), { 'deep/b.txt': 'bbb' })), {
      code: 'DATASET_CORRUPT',
      message: new RegExp(`^data set served: ${url} at main .* ${MIB + 12} bytes.* 3 pinned`),
    });
  await refuses(`git://127.0.0.1:${port}/.git`);
  t.ok(await hungUp, 'git is stopped while it still waits for more');
  await refuses(`file://${folder}`);
  t.same(readdirSync(root), [], 'nothing is left of it');
});
