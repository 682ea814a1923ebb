import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Row } from './rows.ts';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const STARTS = 5;
const START_MS_MAX = 60_000;
const POLL_MS = 10;

/** Cold starts of `plumbline up` to an API that answers its health check, in milliseconds: first with no store, then with one. */
export async function benchStart(): Promise<Row[]> {
  const state = mkdtempSync(join(tmpdir(), 'plumbline-start-'));
  try {
    const first = await start(state);
    const rest: number[] = [];
    for (let index = 0; index < STARTS; index += 1) rest.push(await start(state));
    rest.sort((a, b) => a - b);
    return [
      { name: 'first start, an empty folder', value: Math.round(first), unit: 'ms' },
      {
        name: `start with an existing store, median of ${STARTS}`,
        value: Math.round(rest[Math.floor(STARTS / 2)] ?? Number.NaN),
        unit: 'ms',
        goal: '≤ 3000',
        note: `${Math.round(rest[0] ?? Number.NaN)} to ${Math.round(rest.at(-1) ?? Number.NaN)}`,
      },
    ];
  } finally {
    rmSync(state, { recursive: true, force: true });
  }
}

async function start(state: string): Promise<number> {
  const began = performance.now();
  const child = spawn(process.execPath, [join(ROOT, 'bin/plumbline.mjs'), 'up', '--port', '0', '--no-worker'], {
    env: { ...process.env, PLUMBLINE_STATE: state },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let said = '';
  child.stderr.on('data', (data: Buffer) => {
    said += data.toString();
  });
  try {
    while (performance.now() - began < START_MS_MAX) {
      const url = /Plumbline runs at (\S+)/.exec(said)?.[1];
      if (url && (await answers(`${url}/api/v1/healthz`))) return performance.now() - began;
      if (child.exitCode !== null) throw new Error(`plumbline up ended: ${said}`);
      await new Promise((resolve) => setTimeout(resolve, POLL_MS));
    }
    throw new Error(`no answer within ${START_MS_MAX} ms: ${said}`);
  } finally {
    const gone = new Promise((resolve) => child.once('exit', resolve));
    if (child.exitCode === null) {
      child.kill('SIGTERM');
      await gone;
    }
  }
}

async function answers(url: string): Promise<boolean> {
  try {
    return (await fetch(url)).ok;
  } catch {
    return false;
  }
}
