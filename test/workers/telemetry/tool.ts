import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { systemClock } from '../../../services/composition/clock.ts';
import type { DeviceReading, LineReader, ToolCommand } from '../../../workers/telemetry/reading.ts';
import { runTool } from '../../../workers/telemetry/tool.ts';
import { testFolder } from '../../support/folder.ts';

// Real processes: shell scripts that write lines as a vendor's tool does.

const reader = (): LineReader => (line) => (line.startsWith('#') ? [] : [{ device: line, figures: { power: 1 } }]);
const script = (text: string, more: Partial<ToolCommand> = {}): ToolCommand => ({
  ...{ program: 'sh', args: ['-c', text], reader },
  ...more,
});

async function gather(commands: readonly ToolCommand[], until: (names: readonly string[]) => boolean) {
  const names: string[] = [];
  let found = (): void => undefined;
  const enough = new Promise<void>((resolve) => {
    found = resolve;
  });
  const gone: string[] = [];
  const tool = runTool({
    commands,
    clock: systemClock,
    onReadings(readings: readonly DeviceReading[]) {
      names.push(...readings.map(({ device }) => device));
      if (until(names)) found();
    },
    onGone(words) {
      gone.push(words);
      found();
    },
  });
  await enough;
  await tool.end();
  return { names, gone };
}

t.test('lines are read as they come, and the process is gone at the end', async (t) => {
  const { names, gone } = await gather([script('echo $$; exec sleep 600')], (names) => names.length === 1);
  t.same(gone, [], 'an end that we made is none to speak of');
  t.throws(() => process.kill(Number(names[0]), 0), { code: 'ESRCH' }, 'not even a zombie is left');
});

t.test('a tool that does not heed SIGTERM is killed', async (t) => {
  const stubborn = script(`trap '' TERM; echo $$; while :; do sleep 0.1; done`);
  const { names } = await gather([stubborn], (names) => names.length === 1);
  t.throws(() => process.kill(Number(names[0]), 0), { code: 'ESRCH' });
});

t.test('the next command is tried when one tells nothing; what is not there is no failure', async (t) => {
  const commands = [
    script('', { program: '/nowhere/tool' }),
    script('echo "# Field is not valid"; exit 2'),
    script('echo second; sleep 600'),
  ];
  const { names, gone } = await gather(commands, (names) => names.length > 0);
  t.same([names, gone], [['second'], []]);
  const none = await gather(commands.slice(0, 2), () => false);
  t.same(none, { names: [], gone: ['sh # Field is not valid'] }, 'said once, with its last words');
});

t.test('one that dies is started again, and one that says its piece is asked again', async (t) => {
  const died = await gather([script('echo once; exit 1')], (names) => names.length === 2);
  t.same(died.gone, []);
  const polled = await gather([script('echo now', { repeatMs: 20 })], (names) => names.length === 8);
  t.equal(polled.names.length >= 8, true, 'more often than a failing one is started again');
});

t.test('a tool that cannot be ended is let go: nothing of it keeps the worker alive', async (t) => {
  // What it left running holds its output open, as a process in a driver that hangs does.
  const folder = testFolder(t);
  const source = new URL('../../../', import.meta.url).href;
  writeFileSync(
    join(folder, 'main.ts'),
    `import { systemClock } from '${source}services/composition/clock.ts';
    import { runTool } from '${source}workers/telemetry/tool.ts';
    let heard = () => undefined;
    const first = new Promise((resolve) => { heard = resolve; });
    const reader = () => (line) => { heard(line); return [{ device: line, figures: {} }]; };
    const args = ['-c', 'sleep 40 & echo $!; exec sleep 600'];
    const tool = runTool({ commands: [{ program: 'sh', args, reader }], clock: systemClock, onReadings: () => undefined, onGone: () => undefined });
    console.log(await first);
    await tool.end();
    console.log('ended');`,
  );
  const child = spawn(process.execPath, ['--import', 'tsx', join(folder, 'main.ts')], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let output = '';
  child.stdout.on('data', (text) => {
    output += text;
  });
  const kept = setTimeout(() => child.kill('SIGKILL'), 30_000);
  const [code] = await once(child, 'exit');
  clearTimeout(kept);
  process.kill(Number.parseInt(output, 10));
  t.match(output, /ended/);
  t.equal(code, 0, 'the process ended by itself');
});
