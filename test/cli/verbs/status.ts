import t from 'tap';
import type { SilentView, Status } from '../../../services/core/model/api/status.ts';
import { aSeries } from '../../support/builders.ts';
import { command } from '../../support/cli.ts';

const NOW = '2026-11-25T05:00:00.000Z';

function silent(seriesId: string): SilentView {
  return {
    kind: 'series',
    seriesId,
    platform: 'cpu-x86_64',
    host: null,
    since: '2026-11-23T02:30:00.000Z',
    due: '2026-11-25T04:30:00.000Z',
    cadence: 'nightly (30 2 * * * UTC)',
    reason: `${seriesId} has had no valid point`,
  };
}

function aStatus(change: Partial<Status> = {}): Status {
  const at = '2026-11-23T02:30:00.000Z';
  const verdict = { kind: 'in-band' as const, reason: 'inside', band: null, suspicious: false };
  return {
    project: 'default',
    version: '1.2.3',
    now: NOW,
    nights: [],
    verdicts: { 'in-band': 1, below: 0, above: 0, changed: 0, 'no-band': 0, invalid: 0, none: 0 },
    series: [{ series: aSeries({ id: 'ser_1' }), at, nightId: 'night_1', value: 0.97, verdict, recent: [0.97] }],
    openIncidents: [],
    silent: [],
    driftedSources: [],
    outbox: { pending: 0, sent: 0, notSent: 0 },
    workers: [],
    queues: [],
    ...change,
  };
}

const run = (status: Status) => command(['status'], { client: { status: async () => status } });

t.test('nothing open and nothing silent is exit 0', async (t) => {
  const { exit, out } = await run(aStatus());
  t.equal(exit, 0);
  t.match(out, /accuracy +0\.97 +share +– +in-band$/m);
  t.notMatch(out, /silent/i);
});

t.test('a band is shown with its width and where it comes from', async (t) => {
  const status = aStatus();
  const band = { kind: 'learned', low: 0.96, high: 0.98, centre: 0.97, deviation: 0.003, runs: 6, reason: '' } as const;
  const [row] = status.series;
  const verdict = { kind: 'in-band' as const, reason: 'inside', band, suspicious: false };
  const { out } = await run(aStatus({ series: row ? [{ ...row, verdict }] : [] }));
  t.match(out, '0.96 … 0.98 (± 0.01 share, learned from 6 runs)');
});

t.test('what is silent is said before the old verdicts, and is a finding', async (t) => {
  const { exit, out } = await run(aStatus({ silent: [silent('ser_1')] }));
  t.equal(exit, 1);
  t.match(out, /SILENT\n {2}ser_1 has had no valid point\n/);
  t.match(out, /in-band \(silent\)$/m);
  t.ok(out.indexOf('SILENT') < out.indexOf('BENCHMARK'));
  const many = await run(aStatus({ silent: Array.from({ length: 23 }, (_, at) => silent(`ser_${at}`)) }));
  t.match(many.out, /ser_19 has had no valid point\n {2}and 3 more\n/);
});

t.test('a source of a data set that drifted is a finding, and says what runs go on with', async (t) => {
  const source = (dataset: string) => ({
    ...{ dataset, version: '1.0', channel: `upstream:${dataset}`, pointer: 'https://data.example/x', seen: 'other' },
    ...{ since: '2026-11-23T02:30:00.000Z', lastAt: NOW },
    reason: `the source of data set ${dataset} gives other bytes than the pin since 2026-11-23 02:30 UTC; runs go on with the pinned bytes`,
  });
  const driftedSources = [source('digits')] as Status['driftedSources'];
  const { exit, out } = await run(aStatus({ driftedSources }));
  t.equal(exit, 1);
  t.match(
    out,
    /SOURCES OF DATA SETS\n {2}the source of data set digits gives other bytes than the pin since 2026-11-23 02:30 UTC; runs go on with the pinned bytes\n/,
  );
  const json = await command(['status', '--json'], { client: { status: async () => aStatus({ driftedSources }) } });
  t.equal(json.exit, 1);
  t.match(JSON.parse(json.out), { driftedSources: [{ dataset: 'digits', seen: 'other' }] });
});
