import t from 'tap';
import { plotSeries } from '../../../services/cli/plot/plot.ts';
import { judged } from '../../support/offline.ts';

const SIZE = { columns: 40, rows: 10, colour: false };
const stepped = Array.from({ length: 60 }, (_, i) => (i < 40 ? 10 : 20) + (i % 3) / 4);

t.test('points, levels, changes and the ends of the axis', async (t) => {
  const lines = plotSeries(judged(stepped), SIZE).trimEnd().split('\n');
  t.equal(lines.length, 10);
  t.ok(
    lines.every((line) => line.length <= 40),
    'as wide as the terminal',
  );
  t.match(lines[0], /^ *\d+\.?\d* ┤/, 'the highest value is named');
  const axis = lines[8] as string;
  const mark = axis.indexOf('▲');
  t.ok(mark > 25 && mark < 32, 'the change is marked at two thirds');
  t.ok(lines.slice(0, 8).some((line) => line[mark] === '┊'));
  t.match(lines[9], /#0 +#59$/);
  const level = (line: string | undefined, from: number, to: number) => /[─⠀-⣿]/.test((line ?? '').slice(from, to));
  t.ok(
    lines.slice(0, 4).some((line) => level(line, 30, 40)),
    'the later level is above',
  );
  t.notOk(
    lines.slice(0, 4).some((line) => level(line, 8, 20)),
    'where the earlier one is not',
  );
});

t.test('a point outside its band is a cross, red where colours are wanted', async (t) => {
  const values = stepped.with(20, 30);
  t.match(plotSeries(judged(values), SIZE), /×/);
  t.notMatch(plotSeries(judged(values), SIZE), '\u001b');
  t.match(plotSeries(judged(values), { ...SIZE, colour: true }), '\u001b[31m×\u001b[0m');
});

t.test('times stand at the ends', async (t) => {
  const times = { kind: 'date', values: Float64Array.of(0, 86_400_000, 2 * 86_400_000) } as const;
  t.match(plotSeries(judged([1, 2, 3], {}, { times }), SIZE), /1970-01-01 +1970-01-03\n$/);
});

t.test('a slope is drawn as one, and a level over dots that close up', async (t) => {
  const climbing = Array.from({ length: 400 }, (_, i) => i + ((i * 7919) % 13));
  const lines = plotSeries(judged(climbing), SIZE).split('\n');
  const first = lines.findIndex((line) => line.indexOf('─') > 30);
  const last = lines.findIndex((line) => /^.{4,9}─/.test(line));
  t.ok(first >= 0 && first < 4 && last > 4, `${first} ${last}`);
});

t.test('a declared band stands still', async (t) => {
  const lines = plotSeries(judged([1, 2, 3, 4, 5, 6], { band: { low: -1, high: 8 } }), SIZE).split('\n');
  for (const edge of [lines[0], lines[7]]) t.match(edge, /^ *-?\d\.?\d* ┤┈{20,}$/);
});

t.test('the smallest series and the narrowest terminal', async (t) => {
  t.match(plotSeries(judged([5]), { ...SIZE, columns: 1 }), /#0\n$/);
  t.match(plotSeries(judged([5, 6]), { ...SIZE, columns: 1 }), /#0 +#1\n$/);
  t.equal(plotSeries(judged([Number.NaN]), SIZE), '(no value)\n');
});
