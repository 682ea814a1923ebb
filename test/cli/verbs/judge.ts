import t from 'tap';
import { Value } from 'typebox/value';
import { normals } from '../../../bench/detection/random.ts';
import { JudgementDocument } from '../../../services/core/model/api/judge.ts';
import { command } from '../../support/cli.ts';

/** Runs the verb over a text that comes from a file, or from standard input for null. */
async function judge(args: readonly string[], text: string) {
  const asked: (string | null)[] = [];
  const operations = {
    async *readInput(file: string | null) {
      asked.push(file);
      yield new TextEncoder().encode(text);
    },
  };
  return { ...(await command(['judge', ...args], { operations })), asked };
}

const DAY = 86_400_000;
/** 60 days around 100 and 40 around 110. */
const STEPPED = Array.from(normals(100, 1), (z, i) => (i < 60 ? 100 : 110) + z);
const date = (i: number) => new Date(Date.UTC(2026, 0, 1) + i * DAY).toISOString().slice(0, 10);
const CSV = `date,latency\n${STEPPED.map((value, i) => `${date(i)},${value.toFixed(3)}\n`).join('')}`;
const WIDE = `t,a,b\n${STEPPED.map((value, i) => `${i},${value.toFixed(3)},${(value - (i < 60 ? 0 : 10)).toFixed(3)}\n`).join('')}`;

t.test('people read a table of series, a table of changes, and what it comes to', async (t) => {
  const { exit, out, asked } = await judge(['latency.csv', '--direction', 'lower'], CSV);
  t.equal(exit, 1);
  t.same(asked, ['latency.csv']);
  t.match(
    out,
    /^SERIES +POINTS +CHANGES +LEVEL +BAND +NEWEST +VERDICT\nlatency +100 +1 +1\d\d\.?\d* +\d+.* … \d+.* in-band\n/,
  );
  t.match(out, /latency +2026-03-02 +this point +\d+\.?\d* +1\d\d\.?\d* +\+\d+\.?\d* % +< 0\.0001 +regression\n/);
  t.match(out, /A finding: a regression that is still present/);
});

t.test('without a direction a change is only told', async (t) => {
  const { exit, out } = await judge(['x.csv'], CSV);
  t.equal(exit, 0);
  t.match(out, /No finding\. Say --direction higher or lower/);
  const better = await judge(['x.csv', '--direction', 'higher'], CSV);
  t.equal(better.exit, 0);
  t.match(better.out, /improvement\n\nNo finding\.\n$/);
});

t.test('JSON is one line a series, each of the schema', async (t) => {
  const one = await judge(['--json', '--name', 'mine'], CSV);
  t.same(one.asked, [null], 'no file is standard input');
  const document = JSON.parse(one.out);
  t.ok(Value.Check(JudgementDocument, document));
  t.match(document, { name: 'mine', changePoints: [{ index: 60, time: '2026-03-02', kind: 'change' }] });
  const many = await judge(['-', '--json', '--direction', 'lower'], WIDE);
  t.equal(many.exit, 1);
  t.same(many.asked, [null]);
  const lines = many.out
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
  t.match(lines, [
    { name: 'a', finding: true, changePoints: [{ time: 60 }] },
    { name: 'b', finding: false, changePoints: [] },
  ]);
});

t.test('long answers come whole', async (t) => {
  const values = Array.from({ length: 5_000 }, (_, i) => 1 + (i % 3));
  const { out } = await judge(['--json'], values.join('\n'));
  t.ok(out.length > 3 * 65_536, 'more than a few pieces');
  t.same(
    JSON.parse(out).verdicts.map(({ value }: { value: number }) => value),
    values,
  );
});

t.test('several series, of which one has a finding', async (t) => {
  const { exit, out } = await judge(['x.csv', '--direction', 'lower'], WIDE);
  t.equal(exit, 1);
  t.match(out, /\na +100 +1 .*\nb +100 +0 /);
  t.match(out, /Findings in 1 of 2 series/);
});

t.test('a plot of each series stands before the tables', async (t) => {
  const { out } = await judge(['x.csv', '--plot'], WIDE);
  t.match(out, /^a\n.*▲.*\n +0 +99\n\nb\n.*SERIES/s);
  const head = Array.from({ length: 23 }, (_, i) => `s${i}`).join(',');
  const row = (time: number) => [time, ...Array.from({ length: 23 }, () => 1)].join(',');
  t.match((await judge(['--plot'], `t,${head}\n${row(1)}\n${row(2)}`)).out, /and 3 more series that are not drawn/);
});

t.test('a declared interval, given or in the input', async (t) => {
  const outside = await judge(['--band', '-1:2', '--json'], '1\n1.5\n3\n');
  t.equal(outside.exit, 1);
  t.match(JSON.parse(outside.out), {
    band: { kind: 'declared', low: -1, high: 2 },
    verdicts: { 2: { kind: 'above' } },
  });
  const said = await judge(['--band', '0:9'], '{"values":[1,5,3],"band":{"low":0,"high":2},"name":"x"}');
  t.equal(said.exit, 1);
  t.match(said.out, /x +3 +0 +3 +0 … 2 +3 +above/);
});

t.test('effects of other than positive numbers are absolute', async (t) => {
  const below = STEPPED.map((value) => (value - 105).toFixed(3)).join('\n');
  t.match((await judge([], below)).out, /#60 +this point +-\d+\.?\d* +\d+\.?\d* +\+(9|10)\.\d+ +</);
  const falling = STEPPED.map((value) => (105 - value).toFixed(3)).join('\n');
  t.match((await judge([], falling)).out, /−(9|10)\.\d+ +</);
  t.match((await judge(['--min-effect', '20'], below)).out, /\n\nNo finding\.\n$/);
  const percent = await judge(['--min-effect', '2%'], below);
  t.equal(percent.exit, 2);
  t.match(percent.err, /USAGE: --min-effect 2%: series 1 has values that are not positive/);
});

t.test('small changes can be left out, as a share or in per cent', async (t) => {
  for (const size of ['0.2', '20%', '20 %']) {
    t.match((await judge(['--min-effect', size, '--json'], CSV)).out, /"changePoints":\[\]/, size);
  }
  t.notMatch((await judge(['--min-effect', '5%', '--json'], CSV)).out, /"changePoints":\[\]/);
});

t.test('a regression that is over is told so', async (t) => {
  const values = normals(150, 2)
    .map((z, i) => (i >= 50 && i < 100 ? 80 : 100) + z)
    .join('\n');
  const { exit, out } = await judge(['--direction', 'higher'], values);
  t.equal(exit, 0);
  t.match(out, /regression, over\n.*improvement\n/);
});

t.test('what cannot be judged is said so in the table', async (t) => {
  t.match((await judge([], 'time,a,b\n1,5,\n2,6,\n')).out, /b +0 +0 +– +– +– +missing: the series has no value/);
});

t.test('many changes are listed up to a bound', async (t) => {
  const head = Array.from({ length: 250 }, (_, i) => `s${i}`).join(',');
  const rows = STEPPED.map((value, i) => [i, ...Array.from({ length: 250 }, () => value.toFixed(3))].join(','));
  t.match((await judge([], `t,${head}\n${rows.join('\n')}`)).out, /and 50 more changes: --json has them all/);
});

t.test('an uncertain date is a range, and a weak change has its p', async (t) => {
  const values = Array.from(normals(60, 5), (z, i) => (i < 30 ? 100 : 101.6) + z).map((value) => value.toFixed(3));
  t.match((await judge([], values.join('\n'))).out, /series 1 +#\d+ +#\d+ … #\d+ /);
});

t.test('faults of the input and of the options are usage faults', async (t) => {
  for (const [args, text, message] of [
    [['x.csv'], '', /INPUT_INVALID: x\.csv: this is empty/],
    [['x.csv'], 'time,value\n1,abc\n', /x\.csv:2:2: column "value": "abc" is not a number/],
    [['x.csv'], '2,5\n1,5\n', /x\.csv:2: time 1 stands after 2; --sort/],
    [[], '[1,]', /standard input:1:4: this is not JSON/],
    [['--format', 'json'], '1,2', /not JSON/],
    [['--format', 'xml'], '1', /Allowed choices are csv, json/],
    [['--direction', 'up'], '1', /Allowed choices are higher, lower, none/],
    [['--band', '2:1'], '1', /USAGE: --band 2:1: expected low:high/],
    [['--band', '2'], '1', /expected low:high/],
    [['--band', '1:2:3'], '1', /expected low:high/],
    [['--min-effect', '-1'], '1', /expected a size such as/],
    [['--min-effect', 'big'], '1', /expected a size such as/],
    [['--name', 'x'], 't,a,b\n1,2,3', /USAGE: --name x names one series; there are 2/],
  ] as const) {
    const { exit, err } = await judge(args, text);
    t.equal(exit, 2, args.join(' '));
    t.match(err, message);
  }
  t.equal((await judge(['--sort'], '2,5\n1,5\n')).exit, 0);
  t.equal((await judge(['--no-time'], '2,5\n1,5\n')).exit, 0);
});
