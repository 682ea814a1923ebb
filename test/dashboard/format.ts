import t from 'tap';
import {
  counted,
  formatAgo,
  formatDuration,
  formatInstant,
  formatNumber,
  formatPercent,
  formatShare,
} from '../../services/dashboard/format.ts';

t.test('numbers keep what tells them apart', async (t) => {
  const cases: [number | null, string][] = [
    [null, '–'],
    [0, '0'],
    [0.96788, '0.96788'],
    [0.5, '0.5'],
    [13_600, '13\u202f600'],
    [1234.567, '1\u202f234.6'],
    [0.00001234, '1.234e-5'],
    [-2.5e12, '-2.500e+12'],
  ];
  for (const [value, text] of cases) t.equal(formatNumber(value), text);
});

t.test('shares and relative changes', async (t) => {
  t.equal(formatShare(0.6123), '61 %');
  t.equal(formatShare(0.0375), '3.8 %');
  t.equal(formatShare(0), '0 %');
  t.equal(formatPercent(-0.6123), '−61 %');
  t.equal(formatPercent(0.00421), '+0.42 %');
});

t.test('instants and durations', async (t) => {
  t.equal(formatInstant('2026-11-24T02:30:15.123Z'), '2026-11-24 02:30');
  t.equal(formatInstant(null), '–');
  const from = '2026-11-24T00:00:00Z';
  t.equal(formatDuration(from, '2026-11-24T00:00:12.340Z'), '12.3 s');
  t.equal(formatDuration(from, '2026-11-24T00:30:00Z'), '30.0 min');
  t.equal(formatDuration(from, '2026-11-24T05:00:00Z'), '5.0 h');
  t.equal(formatDuration(from, null), '–');
  t.equal(formatAgo(from, '2026-11-24T00:00:05Z'), '5 s ago');
  t.equal(formatAgo(from, '2026-11-24T00:10:00Z'), '10 min ago');
  t.equal(formatAgo(from, '2026-11-24T10:00:00Z'), '10 h ago');
  t.equal(formatAgo(from, '2026-11-28T00:00:00Z'), '4 days ago');
  t.equal(counted(1, 'run', 'runs'), '1 run');
  t.equal(counted(0, 'run', 'runs'), '0 runs');
});
