import t from 'tap';
import type { IncidentDetail } from '../../../services/core/model/api/incident.ts';
import { anIncident } from '../../support/builders.ts';
import { command } from '../../support/cli.ts';
import { conclusionOf, trialOf } from '../../support/reporting.ts';
import { aSearch, aSearchStep } from '../../support/searches.ts';

t.test('an incident shows its band with its width and where it comes from', async (t) => {
  const series = {
    seriesId: 'ser_1',
    metric: 'throughput',
    unit: 'examples/s',
    direction: 'below',
    value: 13_600,
    low: 37_000,
    high: 45_000,
    confirmation: null,
  } as const;
  const band = {
    kind: 'calibrated',
    low: 37_000,
    high: 45_000,
    centre: 40_800,
    deviation: 0.03,
    runs: 8,
    reason: 'calibrated from 8 runs on this platform',
  } as const;
  const { suspects: _, ...incident } = anIncident();
  const detail: IncidentDetail = {
    incident: { ...incident, series: [series, { ...series, seriesId: 'ser_2' }], suspects: [] } as never,
    bands: [{ seriesId: 'ser_1', band, description: '−9.3 / +10 %, calibrated from 8 runs' }],
    events: [],
    experiment: null,
    search: null,
    issue: null,
    outbox: [],
  };
  const { out } = await command(['incident', 'inc_1'], { client: { incident: async () => detail } });
  t.match(out, 'The change may have come on 1 night: 2026-03-01T12:00:00.000Z (90 %).');
  t.match(out, '37000 … 45000 (−9.3 / +10 %, calibrated from 8 runs)');
  t.match(out, /37000 … 45000 +below/, 'a band that nothing more is known of stands alone');
  t.notMatch(out, /search for its cause/);

  const { metrics: _metrics, ...search } = aSearch({ state: 'ended', conclusion: conclusionOf() });
  const metrics = [{ name: 'throughput', unit: 'examples/s', scale: 'positive' }];
  const step = { ...aSearchStep(0), answer: trialOf(), experiment: null };
  const proven = { ...detail, search: { search, metrics, steps: [step] } } as unknown as IncidentDetail;
  const attributed = await command(['incident', 'inc_1'], { client: { incident: async () => proven } });
  t.match(attributed.out, 'The search for its cause');
  t.match(attributed.out, 'CAUSE: throughput −60 % since numpy 1.26.4 → 2.0.0');
  t.match(attributed.out, /all old, numpy new +bad +4150 +10500 +−60 %/);

  const followed = { ...detail, incident: { ...detail.incident, cause: conclusionOf() } } as unknown as IncidentDetail;
  const taken = await command(['incident', 'inc_1'], { client: { incident: async () => followed } });
  t.match(taken.out, /numpy 1\.26\.4 → 2\.0\.0/, 'a cause that another incident’s search found');
});
