import t from 'tap';
import { PlumblineError } from '../../../services/core/errors.ts';
import { command } from '../../support/cli.ts';

const SMALL = ['simulate', 'detection', '--noise', 'normal', '--series', '12', '--nights', '10'];
/** 40 values of deviation 2.0 around 100. */
const VALUES = Array.from({ length: 40 }, (_, i) => 100 + 2.8 * Math.sin(2.4 * i));

const file = (text: string) => ({
  async *readInput() {
    yield new TextEncoder().encode(text);
  },
});

t.test('a table for people, with progress on the other stream', async (t) => {
  const { exit, out, err } = await command([...SMALL, '--sigma', '1.5%', '--shift', '6', '--fleet', '6:1']);
  t.equal(exit, 0);
  t.match(out, /^12 series a row and seed, 10 nights after 60 of history, up to 12 re-runs a night, seed 1\.$/m);
  t.match(out, /^NOISE +ALARMS +NIGHTS +PER 1,000 +SUSPICIONS +RE-RUNS +EVIDENCE$/m);
  t.match(out, /^normal +0 +120 +0\.00 \(0\.00 to 30\.27\)/m, 'the exact interval of 0 in 120 nights');
  t.match(out, /^NOISE +SHIFT +1 NIGHT +3 +7 +14 +30 +RE-RUNS AN ALARM$/m);
  t.match(out, /^normal +6 σ \(9 %\) +100\.0 %/m, '6 σ is found at once');
  t.match(out, /^normal +0\.1 σ \(0\.15 %\) a night/m);
  t.match(out, /^normal +6, 1 moved by 6 σ \(9 %\) +8 +1\.00 of 1/m);
  t.match(err, /^simulate 0\/\d+ normal, nothing moves$/m);
});

t.test('rows that are not asked for are left out', async (t) => {
  const { out } = await command([...SMALL, '--shift', 'none', '--drift', 'none']);
  t.notMatch(out, 'A shift');
  t.notMatch(out, 'A drift');
  t.notMatch(out, 'Fleets');
});

t.test('figures for machines', async (t) => {
  const { out } = await command([...SMALL, '--shift', '6', '--seed', '2..3', '--json']);
  t.match(JSON.parse(out), {
    settings: { noises: ['normal'], sigma: null, seeds: [2, 3], shifts: [6] },
    stable: [{ noise: 'normal', alarms: { count: 0, of: 240 } }],
    shifts: [{ noise: 'normal', shift: 6, series: 24, medianNight: 1 }],
    drifts: [{ drift: 0.1 }],
    fleets: [],
  });
  t.equal((await command([...SMALL, '--shift', '6', '--seed', '2..3', '--json'])).out, out, 'the same bytes again');
});

t.test('noise of own values, and shifts in per cent of their level', async (t) => {
  const rest = [
    'simulate',
    'detection',
    '--values',
    'nightly.csv',
    '--series',
    '8',
    '--nights',
    '5',
    '--drift',
    'none',
  ];
  const operations = file(VALUES.join('\n'));
  const { exit, out, err } = await command([...rest, '--shift', '20%', '--kind', 'speed'], { operations });
  t.equal(exit, 0);
  t.match(out, /^your noise, 40 values of one series +0 +40 /m);
  t.match(out, /^your noise, 40 values of one series +\d+(\.\d+)? σ \(20 %\) +100\.0 %/m);
  t.notMatch(err, 'change on their own');
  const stepped = file(VALUES.map((value, i) => (i < 20 ? value : value + 40)).join('\n'));
  const other = await command([...rest, '--shift', 'none'], { operations: stepped });
  t.match(other.err, /^nightly\.csv: 1 of its 1 series change on their own: `plumbline judge` shows where/m);
});

t.test('a picture is written where it is asked for', async (t) => {
  const written: string[][] = [];
  const operations = { writeOutput: async (name: string, text: string) => void written.push([name, text]) };
  const { exit } = await command([...SMALL, '--shift', '6', '--svg', 'out/detection.svg'], { operations });
  t.equal(exit, 0);
  t.match(written, [['out/detection.svg', /^<svg [\s\S]*<\/svg>\n$/]]);
  const refuse = {
    writeOutput: () => Promise.reject(new PlumblineError('INPUT_INVALID', 'its folder does not exist')),
  };
  const refused = await command([...SMALL, '--svg', 'out/detection.svg'], { operations: refuse });
  t.equal(refused.exit, 2);
});

t.test('Ctrl-C ends it', async (t) => {
  const { exit, out, err } = await command([...SMALL, '--series', '100000'], { signal: AbortSignal.abort() });
  t.equal(exit, 3);
  t.equal(out, '');
  t.match(err, /TIMEOUT: stopped before the simulation was done/);
});

t.test('what cannot be meant is refused before anything is simulated', async (t) => {
  for (const [args, message] of [
    [['--noise', 'gauss'], /USAGE: --noise gauss: expected one of all, normal/],
    [['--shift', '3%'], /USAGE: --shift 3%: a size in per cent needs --sigma/],
    [['--fleet', '200'], /USAGE: --fleet 200: expected series:moving/],
    [['--kind', 'cost'], /error: option '--kind <kind>' argument 'cost' is invalid/],
  ] as const) {
    const { exit, err } = await command(['simulate', 'detection', ...args]);
    t.equal(exit, 2, args.join(' '));
    t.match(err, message);
  }
  const short = await command(['simulate', 'detection', '--values', 'short.csv'], { operations: file('1\n2\n3\n') });
  t.equal(short.exit, 2);
  t.match(short.err, /INPUT_INVALID: noise is drawn from series of 20 values or more; the longest has 3/);
});
