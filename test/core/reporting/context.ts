import t from 'tap';
import { causeMetric, scaleOf, tellingRun } from '../../../services/core/reporting/context.ts';
import { conclusionOf, contextOf, incidentOf } from '../../support/reporting.ts';

t.test('the scale of an unknown series claims nothing relative', async (t) => {
  t.equal(scaleOf(contextOf(), 'ser_00000001'), 'positive');
  t.equal(scaleOf(contextOf(), 'ser_00000009'), 'real');
});

t.test('the metric of a search is one of the incident’s series, with its scale', async (t) => {
  const cause = conclusionOf();
  const metric = { name: 'throughput', unit: 'examples/s', scale: 'positive' };
  t.strictSame(causeMetric(incidentOf({ cause }), contextOf()), metric);
  t.equal(causeMetric(incidentOf({ cause }), contextOf({ metrics: new Map() })), null, 'of unknown scale');
  t.equal(causeMetric(incidentOf({ cause: conclusionOf({ metric: 'memory' }) }), contextOf()), null);
  t.equal(causeMetric(incidentOf({ cause: conclusionOf({ metric: null }) }), contextOf()), null);
  t.equal(causeMetric(incidentOf(), contextOf()), null);
});

t.test('the telling run is the failed one, else the first', async (t) => {
  const failure = { runId: 'run_00000002', outcome: 'time-out', detail: '', logTail: '' } as const;
  const command = 'plumbline run numpy-mlp-digits --platform cpu-x86_64';
  t.strictSame(tellingRun(incidentOf(), contextOf()), { command: `${command} --seed 1`, id: 'run_00000001' });
  t.strictSame(tellingRun(incidentOf(), contextOf({ failure })), {
    command: `${command} --seed 2`,
    id: 'run_00000002',
  });
  t.strictSame(tellingRun(incidentOf(), contextOf({ runs: [], failure })), { command, id: 'run_00000002' });
  t.strictSame(tellingRun(incidentOf(), contextOf({ runs: [] })), { command, id: null });
});
