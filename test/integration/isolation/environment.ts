import t from 'tap';
import { asks, perl } from '../../support/sandboxed.ts';
import { startTestWorker } from '../../support/worker.ts';

// Variables: the image's and ours, no more, and no value becomes a second one.

const SHOW = perl('for (sort keys %ENV) { my $v = $ENV{$_}; $v =~ s/\\n/<newline>/g; print "$_=$v\\n" }');
const OURS = ['PLUMBLINE_CONFIG', 'PLUMBLINE_DATA', 'PLUMBLINE_SEED', 'TINY_VARIABLE'];
/** The runtime's and the shell's; the same on every host. */
const THEIRS = ['HOME', 'HOSTNAME', 'PATH', 'PWD'];

const names = (lines: readonly string[]): string[] => lines.flatMap((line) => /^(\w+)=/.exec(line)?.[1] ?? []);

t.test('nothing of the worker’s environment goes in', async (t) => {
  const secrets = {
    PLUMBLINE_TOKEN: 'plb_secret',
    GITHUB_TOKEN: 'ghp_secret',
    AWS_SECRET_ACCESS_KEY: 'x',
    HTTP_PROXY: 'http://p',
  };
  for (const [name, value] of Object.entries(secrets)) {
    const before = process.env[name];
    process.env[name] = value;
    t.teardown(() => {
      if (before === undefined) delete process.env[name];
      else process.env[name] = before;
    });
  }
  const { lines, log } = await asks(t, await startTestWorker(t), SHOW);
  t.same(names(lines).sort(), [...OURS, ...THEIRS].sort());
  t.notMatch(log, /secret|ghp_|plb_/);
  t.ok(lines.includes('HOSTNAME=plumbline'), 'the host’s name does not show');
});

t.test('a value with newlines, quotes and equals signs stays one value', async (t) => {
  const bench = await startTestWorker(t);
  const run = bench.order({ script: SHOW, env: { DECLARED: 'one\nLD_PRELOAD=/tmp/evil.so\n"$(id)"=`id`' } });
  run.pins.config = { text: 'x\nPLUMBLINE_SEED=99\0PATH=/tmp', 'a=b\nLD_PRELOAD': '/tmp/evil.so' };
  bench.door.giveRun(run);
  await bench.door.reported(run.runId);
  const lines = bench.door.logOf(run.runId).split('\n');
  t.same(names(lines).sort(), ['DECLARED', ...OURS, ...THEIRS].sort(), 'no further variable');
  t.ok(lines.includes('PLUMBLINE_SEED=7'));
  t.ok(lines.includes('DECLARED=one<newline>LD_PRELOAD=/tmp/evil.so<newline>"$(id)"=`id`'), 'nothing was evaluated');
  const config = lines.find((line) => line.startsWith('PLUMBLINE_CONFIG='))?.slice('PLUMBLINE_CONFIG='.length);
  t.same(JSON.parse(config ?? ''), run.pins.config, 'and JSON keeps what JSON can');
});

t.test('a name that is no name, and a value with a NUL', async (t) => {
  const bench = await startTestWorker(t);
  const wrong: Record<string, string>[] = [{ 'A=B': 'x' }, { '': 'x' }, { 'A\nLD_PRELOAD': '/x' }, { NUL: 'a\0b' }];
  for (const env of wrong) {
    const run = bench.order({ script: SHOW, env });
    bench.door.giveRun(run);
    const report = await bench.door.reported(run.runId);
    t.equal(report.outcome, 'not-pinned', `${JSON.stringify(env)}: ${report.detail}`);
    t.equal(report.exitCode, null, 'it never reached a container');
  }
});
