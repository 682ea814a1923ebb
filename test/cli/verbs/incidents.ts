import t from 'tap';
import type { IncidentDetail } from '../../../services/core/model/api/incident.ts';
import { anIncident } from '../../support/builders.ts';
import { command } from '../../support/cli.ts';

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
});
