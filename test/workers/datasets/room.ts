import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import t, { type Test } from 'tap';
import { sha256Hex } from '../../../services/core/model/identity.ts';
import { usageOf } from '../../../workers/folder-usage.ts';
import { testCache } from '../../support/dataset-cache.ts';
import { fileServer, pinFrom } from '../../support/file-server.ts';

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
  const server = await fileServer(t, async ({ url }, response) => {
    response.writeHead(200, { 'content-length': String(SET_BYTES), etag: '"v1"' });
    if (url !== '/first') return response.end(SECOND);
    response.write(FIRST.subarray(0, sent));
    await told;
    response.end(FIRST.subarray(sent));
  });
  const root = folderOf(t);
  const freeBytes = async () => RESERVE_BYTES + mib * MIB - (await usageOf(root)).bytes;
  const cache = testCache(root, { privateHosts: ['127.0.0.1'], freeBytes });
  const first = pinFrom({ kind: 'https', url: `${server.base}/first` }, { 'x.bin': FIRST });
  const second = pinFrom({ kind: 'https', url: `${server.base}/second` }, { 'x.bin': SECOND });
  return { root, cache, first, second, tell };
}

t.test('what a download will still write is not free for the next one', async (t) => {
  const { cache, first, second, tell } = await twoSets(t, 10, 1);
  const going = cache.provide(first);
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
  const { root, cache, first, second, tell } = await twoSets(t, 13, sent);
  const going = cache.provide(first);
  const written = () => statSync(`${root}/partial/${sha256Hex(FIRST)}`, { throwIfNoEntry: false })?.size ?? 0;
  for (let looks = 0; written() < sent && looks < 500; looks += 1) await sleep(10);
  t.ok(await cache.provide(second));
  tell();
  t.ok(await going);
});

t.test('a download that failed keeps no room', async (t) => {
  const { cache, first, second, tell } = await twoSets(t, 10, 1);
  tell();
  const [file] = first.files;
  const wrong = { ...first, files: [{ ...file, sha256: 'f'.repeat(64) }] } as typeof first;
  await t.rejects(cache.provide(wrong), { code: 'DATASET_CORRUPT' });
  t.ok(await cache.provide(second));
});
