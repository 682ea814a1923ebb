import { chmodSync, writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import t, { type Test } from 'tap';
import { systemClock } from '../../../services/composition/clock.ts';
import { runProgram } from '../../../workers/noise/program.ts';
import { testFolder } from '../../support/folder.ts';

const CALL = { run: 'run_1', devices: ['GPU-1a', 'GPU-2b'], platform: 'nvidia-h100' };

export function program(t: Test, text: string): string {
  const path = join(testFolder(t), 'program.sh');
  writeFileSync(path, `#!/bin/sh\n${text}\n`);
  chmodSync(path, 0o755);
  return path;
}

/** Gone, or a zombie that whoever adopted it has not buried yet. */
async function isOver(pid: number): Promise<boolean> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => ') Z');
  return stat.slice(stat.lastIndexOf(')') + 2).startsWith('Z');
}

t.test('a program gets its words and nothing of the worker', async (t) => {
  // The test runner adds variables of its own to every process.
  const script = "env | grep -E '^(PATH|HOME|USER|PLUMBLINE_.*)=' | sort; pwd; echo oops >&2";
  const { ok, end, output } = await runProgram(program(t, script), CALL, systemClock);
  t.same([ok, end], [true, 'exit code 0']);
  const lines = output.split('\n');
  t.same(
    lines.filter((line) => line !== 'oops'),
    [
      'PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
      'PLUMBLINE_DEVICES=GPU-1a,GPU-2b',
      'PLUMBLINE_PLATFORM=nvidia-h100',
      'PLUMBLINE_RUN=run_1',
      '/',
    ],
  );
  t.ok(lines.includes('oops'), 'both streams');
});

t.test('how it failed, in words', async (t) => {
  t.match(await runProgram(program(t, 'echo no permission; exit 3'), CALL, systemClock), {
    ok: false,
    end: 'exit code 3',
    output: 'no permission',
  });
  t.match(await runProgram('/nowhere/program', CALL, systemClock), {
    ok: false,
    end: /^could not be started: .*ENOENT/,
  });
  t.match(await runProgram(program(t, 'kill -9 $$'), CALL, systemClock), { ok: false, end: 'ended by SIGKILL' });
  const long = await runProgram(
    program(t, 'i=0; while [ $i -lt 3000 ]; do echo 123456789; i=$((i+1)); done; echo last'),
    CALL,
    systemClock,
  );
  t.ok(long.output.length <= 2000 && long.output.endsWith('last'), 'the end of its output is kept');
});

t.test('one that takes too long, or whose run is stopped, is killed with what it started', async (t) => {
  const slow = program(t, 'sleep 600 & echo $!; wait');
  let expire = (): void => undefined;
  const clock = {
    now: () => new Date(),
    sleep: (ms: number, signal?: AbortSignal) =>
      ms < 60_000
        ? systemClock.sleep(ms, signal)
        : new Promise<void>((resolve) => {
            expire = resolve;
          }),
  };
  const running = runProgram(slow, CALL, clock);
  await systemClock.sleep(300);
  expire();
  const late = await running;
  t.match(late, { ok: false, end: 'killed: it took longer than 60 s' });
  t.ok(await isOver(Number(late.output)));
  const stop = new AbortController();
  stop.abort();
  t.match(await runProgram(slow, CALL, systemClock, stop.signal), { ok: false, end: 'killed: the run was stopped' });
});

t.test('what it leaves running does not hold the run up', async (t) => {
  const end = await runProgram(program(t, 'sleep 5 & echo started'), CALL, systemClock);
  t.match(end, { ok: true, output: 'started' });
});
