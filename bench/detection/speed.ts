import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { segment } from '../../services/core/statistics/segmentation/segment.ts';
import type { Row } from '../rows.ts';
import { normals } from './random.ts';

const LENGTHS = [1_000, 10_000];
/** Points of one timed round, so many that it lasts at least 100 ms; the rate is the median of the rounds. */
const POINTS_A_ROUND = 400_000;
const ROUNDS = 7;
/** Levels of a stepped series, and how far they are apart in deviations of its noise. */
const LEVELS = 5;
const STEP = 3;
const FILE_SERIES = 1_000;
const FILE_POINTS = 1_000;
const FILE_RUNS = 3;

/** Points a second of the segmentation, and the wall time of `plumbline judge` on a whole file. */
export function benchSpeed(): Row[] {
  const rows: Row[] = [];
  for (const length of LENGTHS) {
    for (const stepped of [false, true]) {
      const series = Array.from({ length: Math.ceil(POINTS_A_ROUND / length) }, (_, i) => made(length, stepped, i));
      const { wall, processor } = rates(series);
      rows.push({
        name: `segmentation, ${length} points a series, ${stepped ? 'stepped' : 'stable'}`,
        value: wall / 1e6,
        unit: 'M pts/s',
        goal: '≥ 1',
        note: `wall clock, median of ${ROUNDS} rounds in one process; ${(processor / 1e6).toFixed(2)} by processor time`,
      });
    }
  }
  return [...rows, judgeFile()];
}

/** Points a second of wall clock and of processor time: on a shared machine the two differ. */
function rates(series: readonly Float64Array[]): { readonly wall: number; readonly processor: number } {
  const points = series.reduce((sum, values) => sum + values.length, 0);
  const wall: number[] = [];
  const processor: number[] = [];
  for (let round = 0; round <= ROUNDS; round += 1) {
    const before = process.cpuUsage();
    const began = performance.now();
    for (const values of series) segment(values);
    const took = performance.now() - began;
    const { user, system } = process.cpuUsage(before);
    // The first round warms up and is not counted.
    if (round === 0) continue;
    wall.push((1_000 * points) / took);
    processor.push((1_000_000 * points) / (user + system));
  }
  return { wall: median(wall), processor: median(processor) };
}

function judgeFile(): Row {
  const folder = mkdtempSync(join(tmpdir(), 'plumbline-bench-judge-'));
  try {
    const file = join(folder, 'series.csv');
    const columns = Array.from({ length: FILE_SERIES }, (_, i) => made(FILE_POINTS, i % 2 === 1, i));
    const head = ['time', ...columns.map((_, i) => `series${i}`)].join(',');
    const lines = Array.from({ length: FILE_POINTS }, (_, t) =>
      [t, ...columns.map((column) => (column[t] as number).toFixed(4))].join(','),
    );
    writeFileSync(file, `${[head, ...lines].join('\n')}\n`);
    const program = fileURLToPath(new URL('../../bin/plumbline.mjs', import.meta.url));
    const seconds = Array.from({ length: FILE_RUNS }, () => {
      const began = performance.now();
      const { status, stderr } = spawnSync(process.execPath, [program, 'judge', file, '--json'], {
        stdio: ['ignore', 'ignore', 'pipe'],
        encoding: 'utf8',
      });
      if (status !== 0 && status !== 1) throw new Error(`plumbline judge ended with ${status}: ${stderr}`);
      return (performance.now() - began) / 1_000;
    });
    return {
      name: `plumbline judge, ${FILE_SERIES} series × ${FILE_POINTS} points, with start-up`,
      value: median(seconds),
      unit: 's',
      goal: '< 3',
      note: `median of ${FILE_RUNS}, CSV to JSON`,
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function made(length: number, stepped: boolean, seed: number): Float64Array {
  const noise = normals(length, seed);
  return noise.map((z, i) => 100 + z + (stepped ? STEP * (Math.floor((LEVELS * i) / length) % 2) : 0));
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[values.length >> 1] as number;
}
