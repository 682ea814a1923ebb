import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { filesDigest } from '../services/core/model/identity.ts';
import type { DatasetPin } from '../services/core/model/pins.ts';
import { verifyDataset } from '../workers/datasets/verify.ts';
import type { Row } from './rows.ts';

// How fast a data set is held against its pins, beside `sha256sum --check` of the same files: both read and hash every
// byte, from the page cache, in turns, and each pair begins with the other side than the pair before. One file shows the
// hash itself; many show what comes to each file. sha256sum has one thread, and so has its row of one file.

const PAIRS = 5;
const GB = 1e9;
const ONE_BYTES = 500_000_000;
const MANY = { files: 1000, bytes: 250_000 } as const;
const run = promisify(execFile);

export async function benchVerifyData(): Promise<Row[]> {
  const folder = await mkdtemp(join(tmpdir(), 'plumbline-verify-'));
  try {
    return [
      ...(await compare('one file of 0.5 GB', join(folder, 'one'), 1, ONE_BYTES)),
      ...(await compare(`${MANY.files} files of 0.25 MB`, join(folder, 'many'), MANY.files, MANY.bytes)),
    ];
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function compare(name: string, folder: string, files: number, bytes: number): Promise<Row[]> {
  const { pin, list } = await makeSet(folder, files, bytes);
  const ours = () => timed(() => verifyDataset(folder, pin));
  const theirs = () => timed(() => run('sha256sum', ['--check', '--strict', '--quiet', list], { cwd: folder }));
  await theirs();
  const pairs: { ours: number; theirs: number }[] = [];
  for (let pair = 0; pair < PAIRS; pair += 1) {
    const first = pair % 2 === 0 ? await ours() : await theirs();
    const second = pair % 2 === 0 ? await theirs() : await ours();
    pairs.push(pair % 2 === 0 ? { ours: first, theirs: second } : { ours: second, theirs: first });
  }
  const speed = (ms: number): number => (files * bytes) / GB / (ms / 1000);
  const ratios = pairs.map((pair) => pair.theirs / pair.ours).sort((a, b) => a - b);
  return [
    { name: `verify ${name}`, value: speed(median(pairs.map((pair) => pair.ours))), unit: 'GB/s' },
    { name: `sha256sum --check, ${name}`, value: speed(median(pairs.map((pair) => pair.theirs))), unit: 'GB/s' },
    {
      name: `verify over sha256sum, ${name}`,
      value: median(ratios),
      unit: 'x',
      goal: '>= 0.9',
      note: `${PAIRS} pairs, ${ratios[0]?.toFixed(2)} to ${ratios.at(-1)?.toFixed(2)}`,
    },
  ];
}

/** Files of bytes that repeat every MiB and differ between files, their pin, and the same as sha256sum reads it. */
async function makeSet(folder: string, files: number, bytes: number): Promise<{ pin: DatasetPin; list: string }> {
  await mkdir(folder, { recursive: true });
  const block = Buffer.alloc(1_048_576);
  for (let at = 0; at < block.length; at += 1) block[at] = (at * 2_654_435_761) >>> 24;
  for (let index = 0; index < files; index += 1) {
    block.writeUInt32LE(index);
    const file = await open(join(folder, `${index}.bin`), 'w');
    for (let left = bytes; left > 0; left -= block.length) await file.write(block, 0, Math.min(left, block.length));
    await file.close();
  }
  const list = `${folder}.sha256`;
  const names = Array.from({ length: files }, (_, index) => `${index}.bin`);
  const { stdout } = await run('sha256sum', names, { cwd: folder, maxBuffer: 100_000_000 });
  const listFile = await open(list, 'w');
  await listFile.writeFile(stdout);
  await listFile.close();
  const pinned = stdout
    .trim()
    .split('\n')
    .map((line) => ({ sha256: line.slice(0, 64), path: line.slice(66), bytes }));
  const pin = {
    name: 'bench',
    version: '1',
    digest: filesDigest(pinned),
    source: { kind: 'file' as const },
    files: pinned,
  };
  return { pin, list };
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const from = performance.now();
  await work();
  return performance.now() - from;
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}
