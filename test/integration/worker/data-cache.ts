import {
  chmodSync,
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
import t, { type Test } from 'tap';
import { filesDigest, sha256Hex } from '../../../services/core/model/identity.ts';
import type { DatasetPin } from '../../../services/core/model/pins.ts';
import type { Log } from '../../../services/core/ports/base.ts';
import { testCache } from '../../support/dataset-cache.ts';
import { fileServer, pinFrom } from '../../support/file-server.ts';
import { pinFiles } from '../../support/order.ts';
import { startTestWorker } from '../../support/worker.ts';

// What the cache of a host keeps and removes, and when it says that a file is not what was pinned.

const MIB = 1_048_576;
/** A set of several of these counts as a large one here. */
const LARGE_FILE = 2 * MIB;

function folderOf(t: Test): string {
  const folder = mkdtempSync(join(tmpdir(), 'plumbline-data-'));
  t.teardown(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** A set of one file of some MiB, whose bytes are its name's. */
function setOf(folder: string, name: string, mib: number): DatasetPin {
  mkdirSync(`${folder}/${name}`);
  return { ...pinFiles(`${folder}/${name}`, { 'x.bin': name.padEnd(mib * MIB, name) }), name };
}

const hex = ({ digest }: DatasetPin): string => digest.replace('sha256:', '');

t.test('over its quota the set used longest ago goes; what a run uses or somebody keeps stays', async (t) => {
  const folder = folderOf(t);
  const root = `${folder}/cache`;
  const [one, two, three, four] = ['one', 'two', 'three', 'four'].map((name) => setOf(folder, name, 4)) as [
    DatasetPin,
    DatasetPin,
    DatasetPin,
    DatasetPin,
  ];
  let now = 1_800_000_000_000;
  const clock = { now: () => new Date(now), sleep: async () => undefined };
  const active = new Set(['run_1 1']);
  const lines: string[] = [];
  const log: Log = {
    info: (text) => void lines.push(text),
    warn: (text) => void lines.push(text),
    error: (text) => void t.fail(text),
  };
  const options = {
    clock,
    log,
    quotaGiB: 9 / 1024,
    isActive: (run: string, attempt: string) => active.has(`${run} ${attempt}`),
  };
  const cache = testCache(root, options);
  const there = () => [one, two, three, four].filter((pin) => existsSync(join(root, hex(pin)))).map(({ name }) => name);
  const use = async (pin: DatasetPin, runId?: string) => {
    now += 60_000;
    await cache.provide(pin, runId === undefined ? undefined : { runId, attempt: 1 });
  };
  await use(one, 'run_1');
  await use(two);
  await use(three);
  t.same(there(), ['one', 'three'], 'the second is the oldest that no run uses');
  active.clear();
  writeFileSync(join(root, `${hex(three)}.keep`), '');
  await use(four);
  t.same(there(), ['three', 'four'], 'the run is over; the third is kept by name');
  await use(three);
  writeFileSync(join(root, `${hex(four)}.keep`), '');
  await use(one);
  t.same(there(), ['one', 'three', 'four'], 'what is kept and what one run needs may exceed the quota');
  t.ok(lines.includes('data sets in use are above the quota'));
  await use(two);
  t.same(there(), ['two', 'three', 'four']);
});

t.test('a full disk is said with its figures before anything is asked of a source', async (t) => {
  const server = await fileServer(t, (_, response) => response.writeHead(200).end('x'));
  const pin = pinFrom({ kind: 'https', url: `${server.base}/x` }, { x: 'x' });
  pin.files[0] = { ...(pin.files[0] as DatasetPin['files'][number]), bytes: 50_000_000_000 };
  const options = { privateHosts: ['127.0.0.1'], freeBytes: async () => 1_000_000_000 };
  await t.rejects(testCache(folderOf(t), options).provide(pin), {
    code: 'DISK_FULL',
    message: /take 93\.13 GiB and 0\.25 GiB stay free; the disk of the cache has 0\.93 GiB/,
  });
  t.same(server.asked, []);
});

t.test('a large set: hashed when fetched, then what was touched, then all of it once a day', async (t) => {
  const folder = folderOf(t);
  const files = Object.fromEntries(Array.from({ length: 17 }, (_, n) => [`${n}.bin`, Buffer.alloc(LARGE_FILE, n)]));
  mkdirSync(`${folder}/data`);
  const pinned = Object.entries(files).map(([path, bytes]) => {
    writeFileSync(`${folder}/data/${path}`, bytes);
    return { path, sha256: sha256Hex(bytes), bytes: bytes.length };
  });
  const source = { kind: 'file' as const };
  const pin = {
    name: 'large',
    version: '1',
    digest: filesDigest(pinned),
    source,
    files: pinned,
    folder: `${folder}/data`,
  };
  let later = 3000;
  const clock = { now: () => new Date(Date.now() + later), sleep: async () => undefined };
  const cache = testCache(`${folder}/cache`, { clock, alwaysHashBytes: LARGE_FILE });
  const set = await cache.provide(pin);
  const hashed = () => JSON.parse(readFileSync(`${set}.record`, 'utf8')).hashedAt as string;
  const first = hashed();
  later += 3_600_000;
  await cache.provide(pin);
  t.equal(hashed(), first, 'an hour later nothing was touched');
  later += 20 * 3_600_000;
  await cache.provide(pin);
  t.not(hashed(), first, 'the next night all of it is hashed again');

  const path = `${set}/7.bin`;
  const { atime, mtime } = statSync(path);
  chmodSync(path, 0o644);
  const bytes = Buffer.alloc(LARGE_FILE, 7);
  bytes.writeUInt8(8, 123_456);
  writeFileSync(path, bytes);
  chmodSync(path, 0o444);
  utimesSync(path, atime, mtime);
  await t.rejects(
    cache.provide(pin),
    {
      code: 'DATASET_CORRUPT',
      message: new RegExp(`file 7\\.bin: its SHA-256 is ${sha256Hex(bytes)}, pinned is ${pinned[7]?.sha256}`),
    },
    'one byte, with the old size and the old time',
  );
  t.notOk(existsSync(set));
  t.ok(existsSync(`${set}.corrupt/7.bin`));
});

t.test('two runs of a worker share one download, and data is verified before a container exists', async (t) => {
  let open = (): void => undefined;
  const gate = new Promise<void>((resolve) => {
    open = resolve;
  });
  const server = await fileServer(t, async (_, response) => {
    await gate;
    response.writeHead(200).end('1 2 3\n');
  });
  const { door, order, state } = await startTestWorker(t, { settings: { concurrency: 2, dataPrivate: ['127.0.0.1'] } });
  const dataset = pinFrom({ kind: 'https', url: `${server.base}/digits.txt` }, { 'digits.txt': '1 2 3\n' });
  const script =
    'cat /data/digits.txt >&2; echo \':::MLLOG {"key": "eval_accuracy", "value": 0.5, "time_ms": 1, "namespace": "", "event_type": "POINT_IN_TIME", "metadata": {}}\'';
  const runs = [order({ dataset, script }), order({ dataset, script })];
  for (const run of runs) door.giveRun(run);
  await door.until(() => server.asked.length > 0, 'the download');
  open();
  for (const run of runs) t.match(await door.reported(run.runId), { outcome: 'measured' });
  t.equal(server.asked.length, 1);
  t.same(
    readdirSync(`${state}/datasets`).filter((name) => /^[0-9a-f]{64}$/.test(name)),
    [hex(dataset)],
  );

  const drifted = pinFrom({ kind: 'https', url: `${server.base}/digits.txt` }, { 'digits.txt': '1 2 4\n' });
  const run = order({ dataset: drifted });
  door.giveRun(run);
  const report = await door.reported(run.runId);
  t.match(report, { outcome: 'dataset-corrupt', exitCode: null, logBytes: 0 });
  t.match(report.detail, /digits\.txt: its SHA-256 is [0-9a-f]{64}, pinned is [0-9a-f]{64}/);
});

t.test('a worker refuses what its operator does not allow', async (t) => {
  const server = await fileServer(t, (_, response) => response.writeHead(200).end('x'));
  const { door, order } = await startTestWorker(t, { settings: { imageOrigins: ['registry.example/team'] } });
  // The image is looked into once; then nothing of a refused run goes on after its end.
  const first = order();
  door.giveRun(first);
  t.match(await door.reported(first.runId), { outcome: 'measured' });
  const local = order({ dataset: pinFrom({ kind: 'https', url: `${server.base}/x` }, { x: 'x' }) });
  door.giveRun(local);
  t.match(await door.reported(local.runId), { outcome: 'origin-refused', detail: /127\.0\.0\.1/ });
  const image = order();
  image.pins.image = { reference: `evil.example/x@sha256:${'c'.repeat(64)}`, kind: 'registry-digest' };
  door.giveRun(image);
  t.match(await door.reported(image.runId), { outcome: 'origin-refused', detail: /evil\.example.*images\.origins/ });
  t.same(server.asked, []);
});
