import t from 'tap';
import { MAX_LINE_CHARACTERS, runProgram, TAIL_LINES } from '../../services/registry/program.ts';

const LIMIT_MS = 20_000;

t.test('code and last lines, whatever the line ends', async (t) => {
  const lines: string[] = [];
  const end = await runProgram('sh', ['-c', 'printf "a\\rb\\r\\nc\\n\\nlast"; echo err >&2; exit 3'], {
    limitMs: LIMIT_MS,
    onLine: (line) => lines.push(line),
  });
  t.equal(end.code, 3);
  t.same([...end.tail].sort(), ['a', 'b', 'c', 'err', 'last']);
  t.same(lines.length, 5);
});

t.test('bounded in lines and in length', async (t) => {
  const end = await runProgram(
    'sh',
    ['-c', 'i=0; while [ $i -lt 100 ]; do echo $i; i=$((i+1)); done; head -c 100000 /dev/zero | tr "\\0" x'],
    { limitMs: LIMIT_MS },
  );
  t.equal(end.tail.length, TAIL_LINES);
  t.equal(end.tail.at(-1)?.length, MAX_LINE_CHARACTERS);
});

t.test('not installed, too long, aborted', async (t) => {
  await t.rejects(runProgram('no-such-program', [], { limitMs: LIMIT_MS }), { code: 'DEPENDENCY_MISSING' });
  await t.rejects(runProgram('sleep', ['20'], { limitMs: 20 }), { code: 'TIMEOUT' });
  await t.rejects(runProgram('sleep', ['20'], { limitMs: LIMIT_MS, signal: AbortSignal.abort(new Error('stop')) }), {
    message: 'stop',
  });
});
