import t from 'tap';
import {
  type Freshness,
  SERIES_NIGHTS,
  type SilenceInput,
  silences,
  WORKER_RETIRED_DAYS,
} from '../../../services/core/judge/silence.ts';
import type { Schedule } from '../../../services/core/model/night.ts';
import type { Series } from '../../../services/core/model/series.ts';
import { aSeries } from '../../support/builders.ts';
import { manifest, NIGHTLY } from '../../support/planning.ts';

const KEY = { benchmark: 'toy', metric: 'throughput', platform: 'cpu-x86_64' };
const at = (text: string) => `2026-03-${text}:00.000Z`;

function fresh(valid: string | null, change: Partial<Series> = {}, first = at('01T02:30')): Freshness {
  return { series: aSeries({ ...KEY, ...change }), valid, first };
}

function found(now: string, change: Partial<SilenceInput> = {}) {
  return silences({
    schedules: [NIGHTLY],
    benchmarks: [manifest('toy', { platforms: ['cpu-x86_64', 'nvidia-h100'] })],
    series: [],
    workers: [],
    now: new Date(now),
    ...change,
  });
}

t.test('a series is silent once two expected nights and the deadline of the second have passed', async (t) => {
  t.equal(SERIES_NIGHTS, 2);
  const series = [fresh(at('10T02:30'))];
  t.strictSame(found(at('11T23:00'), { series }), [], 'one lost night is not silence');
  t.strictSame(found(at('12T04:30'), { series }), [], 'the second may still report');
  t.strictSame(found('2026-03-12T04:30:00.001Z', { series }), [
    {
      kind: 'series',
      seriesId: 'ser_00000001',
      platform: 'cpu-x86_64',
      host: null,
      since: at('10T02:30'),
      due: at('12T04:30'),
      cadence: 'nightly (30 2 * * * UTC)',
      reason:
        'throughput of toy on cpu-x86_64 has had no valid point since 2026-03-10 02:30 UTC: 2 expected nights of ' +
        "nightly (30 2 * * * UTC) went by without a sign, the last one's deadline at 2026-03-12 04:30 UTC",
    },
  ]);
});

t.test('a series that never had a valid point is measured from its first night', async (t) => {
  const series = [fresh(null, {}, at('10T02:30'))];
  t.strictSame(found(at('12T04:00'), { series }), []);
  t.match(found(at('12T05:00'), { series }), [
    { since: at('10T02:30'), reason: /has never had a valid point; its first night was 2026-03-10 02:30 UTC/ },
  ]);
});

t.test('what the catalog no longer measures is not silent', async (t) => {
  const old = at('01T02:30');
  const gone = [
    fresh(old, { benchmark: 'removed' }),
    fresh(old, { methodVersion: 0 }),
    fresh(old, { platform: 'amd-mi300x' }),
    fresh(old, { metric: 'accuracy' }),
  ];
  const workers = [{ host: 'a', platform: 'amd-mi300x', workerId: 'w', seenAt: old }];
  t.strictSame(found(at('20T00:00'), { series: gone, workers }), []);
  const unread = found(at('20T00:00'), { series: gone, workers, benchmarks: null });
  t.equal(unread.length, 5, 'a catalog that cannot be read removes nothing');
});

t.test('the cadence is that of all schedules together; none expects nothing', async (t) => {
  const noon: Schedule = { name: 'noon', cron: '0 12 * * *', timeZone: 'UTC', deadlineMinutes: 30 };
  const meeting: Schedule = { ...NIGHTLY, name: 'long', deadlineMinutes: 600 };
  const series = [fresh(at('10T02:30'))];
  const due = (schedules: readonly Schedule[]) => found(at('30T00:00'), { series, schedules })[0]?.due;
  t.equal(due([NIGHTLY, noon]), at('11T04:30'), 'noon, then the night');
  t.equal(due([NIGHTLY, meeting]), at('12T12:30'), 'schedules that meet are one night with the longer deadline');
  t.equal(due([{ ...NIGHTLY, cron: '0 3 * * 1' }]), at('23T05:00'), 'a weekly one is given two weeks');
  t.equal(due([]), undefined);
  t.match(found(at('30T00:00'), { series, schedules: [NIGHTLY, noon] }), [
    { cadence: 'nightly (30 2 * * * UTC), noon (0 12 * * * UTC)' },
  ]);
  t.throws(() => found(at('30T00:00'), { series, schedules: [{ ...NIGHTLY, cron: 'often' }] }), {
    code: 'CONFIG_INVALID',
  });
});

t.test('clock changes move the nights, not their number', async (t) => {
  const berlin = { ...NIGHTLY, timeZone: 'Europe/Berlin' };
  // 02:30 of 29 March is jumped over: that night is at 01:30 UTC, the next at 00:30 UTC.
  const series = [fresh('2026-03-28T01:30:00.000Z')];
  t.match(found('2026-04-05T00:00:00.000Z', { series, schedules: [berlin] }), [{ due: at('30T02:30') }]);
});

t.test('a worker is silent after a night without a call; when all are, the platform is', async (t) => {
  const worker = (host: string, seenAt: string, platform = 'cpu-x86_64') => ({ host, platform, workerId: 'w', seenAt });
  const now = at('20T05:00');
  t.strictSame(found(at('20T04:00'), { workers: [worker('a', at('19T03:00'))] }), [], 'the night is not over');
  t.strictSame(
    found(now, {
      workers: [worker('a', at('19T03:00')), worker('b', at('20T04:59')), worker('c', at('18T00:00'), 'nvidia-h100')],
    }).map(({ kind, host, platform }) => [kind, host, platform]),
    [
      ['worker', 'a', 'cpu-x86_64'],
      ['platform', null, 'nvidia-h100'],
    ],
  );
  const all = found(now, { workers: [worker('a', at('19T03:00')), worker('b', at('18T00:00'))] });
  t.match(all, [{ kind: 'platform', since: at('19T03:00'), due: at('20T04:30'), seriesId: null }]);
  t.equal(all.length, 1);
  t.match(all[0]?.reason, /^no worker of cpu-x86_64 has been heard of since 2026-03-19 03:00 UTC: 1 expected night of/);
  const alive = worker('b', at('20T04:59'));
  t.match(
    found(now, { workers: [alive, worker('a', at('19T03:00'))] })[0]?.reason,
    /^worker a of cpu-x86_64 was heard/,
  );
  const long = new Date(Date.parse(now) - WORKER_RETIRED_DAYS * 86_400_000 - 1).toISOString();
  t.strictSame(found(now, { workers: [alive, worker('a', long)] }), [], 'a worker away for long is retired');
  t.match(found(now, { workers: [worker('a', long)] }), [{ kind: 'platform' }], 'a platform never is');
});

t.test('platforms come first, then workers, then series', async (t) => {
  const workers = [{ host: 'a', platform: 'cpu-x86_64', workerId: 'w', seenAt: at('01T00:00') }];
  const series = [fresh(at('01T02:30'))];
  t.strictSame(
    found(at('20T00:00'), { series, workers }).map(({ kind }) => kind),
    ['platform', 'series'],
  );
});
