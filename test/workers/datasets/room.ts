import { randomBytes } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import t, { type Test } from 'tap';
import { sha256Hex } from '../../../services/core/model/identity.ts';
import { archiveKey } from '../../../workers/datasets/https/partial.ts';
import { usageOf } from '../../../workers/folder-usage.ts';
import { testCache } from '../../support/dataset-cache.ts';
import { fileServer, pinFrom } from '../../support/file-server.ts';
import { pinFiles } from '../../support/order.ts';

const MIB = 1_048_576;
/** What stays free beside data sets, as in workers/datasets/room.ts, in bytes. */
const RESERVE_BYTES = 256 * MIB;
/** A set of this takes twice as much while it is fetched. */
const SET_BYTES = 3 * MIB;
const FIRST = randomBytes(SET_BYTES);
const SECOND = randomBytes(SET_BYTES);

function folderOf(t: Test): string {
  const folder = mkdtempSync(join(tmpdir(), 'plumbline-room-'));
  t.teardown(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** Two sets for a cache on a disk of `mib` MiB; the server keeps the end of the first one back until it is told. */
async function twoSets(t: Test, mib: number, sent: number) {
  let tell: () => void = () => undefined;
  const told = new Promise<void>((resolve) => {
    tell = resolve;
  });
  const server = await fileServer(t, async ({ url, headers }, response) => {
    const from = Number(/^bytes=(\d+)-$/.exec(headers.range ?? '')?.[1] ?? 0);
    const range = from === 0 ? {} : { 'content-range': `bytes ${from}-${SET_BYTES - 1}/${SET_BYTES}` };
    const length = String(SET_BYTES - from);
    response.writeHead(from === 0 ? 200 : 206, { 'content-length': length, etag: '"v1"', ...range });
    if (url !== '/first') return response.end(SECOND);
    if (from === 0) response.write(FIRST.subarray(0, sent));
    await told;
    response.end(FIRST.subarray(from === 0 ? sent : from));
  });
  const root = folderOf(t);
  const freeBytes = async () => RESERVE_BYTES + mib * MIB - (await usageOf(root)).bytes;
  const open = (quotaMiB = 1_000_000) =>
    testCache(root, { privateHosts: ['127.0.0.1'], freeBytes, quotaGiB: quotaMiB / 1024 });
  const first = pinFrom({ kind: 'https', url: `${server.base}/first` }, { 'x.bin': FIRST });
  const second = pinFrom({ kind: 'https', url: `${server.base}/second` }, { 'x.bin': SECOND });
  const partial = `${root}/partial/${sha256Hex(FIRST)}`;
  /** Until all that the server sends of the first one has arrived. */
  const arrived = async () => {
    const there = () => statSync(partial, { throwIfNoEntry: false })?.size ?? 0;
    for (let looks = 0; there() < sent && looks < 500; looks += 1) await sleep(10);
  };
  return { root, open, first, second, tell, partial, arrived, asked: server.asked };
}

/** A piece of a download that nobody is at, as an ended worker leaves it, last written some days ago. */
function leftPiece(t: Test, root: string, name: string, days: number): string {
  const path = `${root}/partial/${name}`;
  mkdirSync(`${root}/partial`, { recursive: true });
  writeFileSync(path, Buffer.alloc(SET_BYTES));
  writeFileSync(`${path}.validator`, '"v1"');
  utimesSync(path, Date.now() / 1000 - days * 86_400, Date.now() / 1000 - days * 86_400);
  t.ok(existsSync(path));
  return path;
}

t.test('what a download will still write is not free for the next one', async (t) => {
  const { open, first, second, tell, arrived } = await twoSets(t, 10, 1);
  const cache = open();
  const going = cache.provide(first);
  await arrived();
  await t.rejects(cache.provide(second), {
    code: 'DISK_FULL',
    message:
      /take 0\.01 GiB and 0\.25 GiB stay free; the disk of the cache has 0\.26 GiB, 0\.01 GiB of it for downloads/,
  });
  tell();
  await going;
  t.ok(await cache.provide(second), 'what the first one needed for a while is free again');
});

t.test('what a download has written is not asked for twice', async (t) => {
  const sent = SET_BYTES - 1000;
  const { open, first, second, tell, arrived } = await twoSets(t, 13, sent);
  const cache = open();
  const going = cache.provide(first);
  await arrived();
  t.ok(await cache.provide(second));
  tell();
  t.ok(await going);
});

t.test('a download that failed keeps no room', async (t) => {
  const { open, first, second, tell } = await twoSets(t, 10, 1);
  const cache = open();
  tell();
  const [file] = first.files;
  const wrong = { ...first, files: [{ ...file, sha256: 'f'.repeat(64) }] } as typeof first;
  await t.rejects(cache.provide(wrong), { code: 'DATASET_CORRUPT' });
  t.ok(await cache.provide(second));
});

t.test('pieces that nobody is at count towards the quota, and go before any set', async (t) => {
  const { root, open, first, second, tell } = await twoSets(t, 1000, 1);
  tell();
  const cache = open(3 * 3 + 1);
  const folder = await cache.provide(first);
  const [newer, older] = [leftPiece(t, root, 'newer', 1), leftPiece(t, root, 'older', 2)];
  await cache.provide(second);
  t.ok(existsSync(folder), 'the set stays');
  t.ok(existsSync(newer), 'no more goes than must');
  t.same(readdirSync(`${root}/partial`), ['newer', 'newer.validator'], 'the older one goes with what stands beside it');
  t.notOk(existsSync(older));
});

t.test('a short disk costs pieces that nobody is at before any set', async (t) => {
  const { root, open, first, second, tell } = await twoSets(t, 3 + 3 + 4, 1);
  tell();
  const cache = open();
  const folder = await cache.provide(first);
  const piece = leftPiece(t, root, 'piece', 1);
  await cache.provide(second);
  t.notOk(existsSync(piece));
  t.ok(existsSync(folder));
});

t.test('the piece of a download that goes on, or is taken up again, stays', async (t) => {
  const sent = SET_BYTES - 1000;
  const { open, first, second, tell, partial, arrived, asked } = await twoSets(t, 1000, sent);
  const cache = open(1);
  const going = cache.provide(first);
  await arrived();
  await cache.provide(second);
  t.ok(existsSync(partial), 'over the quota, and the other one still writes to it');
  const ended = t.rejects(going, { code: 'DATASET_MISSING' });
  await cache.close();
  await ended;
  t.equal(statSync(partial).size, sent, 'it is left for the next try');
  tell();
  const folder = await open(1).provide(first);
  t.ok(readFileSync(`${folder}/x.bin`).equals(FIRST));
  t.match(asked.at(-1), { range: `bytes=${sent}-` });
});

t.test('a long archive that lies there is no reason to keep less for what is taken out of it', async (t) => {
  const { root, open, second } = await twoSets(t, 8 + 2, 0);
  const source = { kind: 'https', url: 'http://127.0.0.1:1/all.tar', archive: 'tar' } as const;
  mkdirSync(`${root}/partial`);
  writeFileSync(`${root}/partial/${archiveKey(source.url)}`, Buffer.alloc(8 * MIB));
  await t.rejects(open().provide({ ...second, source }), { code: 'DISK_FULL', message: /take 0\.00 GiB/ });
});

t.test('a set that a run came for since room was looked for stays', async (t) => {
  const [root, data] = [folderOf(t), folderOf(t)];
  const [old, next] = ['old', 'new'].map((text) => pinFiles(`${data}/${text}`, { 'a.txt': text })) as [
    ReturnType<typeof pinFiles>,
    ReturnType<typeof pinFiles>,
  ];
  await testCache(root).provide(old);
  let given = '';
  const cache = testCache(root, {
    quotaGiB: 3 / 1024 ** 3,
    isActive: () => true,
    // Asked when it is known which sets are used, and before one is removed.
    freeBytes: async () => {
      given = await cache.provide(old, { runId: 'run_1', attempt: 1 });
      return Number.MAX_SAFE_INTEGER;
    },
  });
  t.ok(await cache.provide(next));
  t.equal(readFileSync(`${given}/a.txt`, 'utf8'), 'old');
});
