import t from 'tap';
import { scaleOf, tellingRun } from '../../../services/core/reporting/context.ts';
import { contextOf, incidentOf } from '../../support/reporting.ts';

t.test('the scale of an unknown series claims nothing relative', async (t) => {
  t.equal(scaleOf(contextOf(), 'ser_00000001'), 'positive');
  t.equal(scaleOf(contextOf(), 'ser_00000009'), 'real');
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
