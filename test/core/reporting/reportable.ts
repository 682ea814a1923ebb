import t from 'tap';
import { isReportable } from '../../../services/core/reporting/reportable.ts';
import { conclusionOf } from '../../support/reporting.ts';

t.test('a host that is slow by itself is its operator’s; a changed driver is everybody’s', async (t) => {
  const driver = { factor: 'driver:nvidia', from: '550.54', to: '560.28' };
  t.notOk(isReportable({ side: 'host', suspects: [], cause: null }));
  t.notOk(isReportable({ side: 'host', suspects: [{ factor: 'package:numpy', from: '1', to: '2' }], cause: null }));
  t.ok(isReportable({ side: 'host', suspects: [driver], cause: null }));
  for (const side of ['container', 'unknown', 'noise'] as const)
    t.ok(isReportable({ side, suspects: [], cause: null }), side);
});

t.test(
  'a proven cause is everybody’s; a host that the search found is its operator’s unless something of it changed',
  async (t) => {
    t.ok(isReportable({ side: 'host', suspects: [], cause: conclusionOf() }));
    t.notOk(isReportable({ side: 'container', suspects: [], cause: conclusionOf({ outcome: 'host', factors: [] }) }));
    const kernel = [{ factor: 'kernel', from: '5.15', to: '6.8' }];
    t.ok(isReportable({ side: 'container', suspects: [], cause: conclusionOf({ outcome: 'host', factors: kernel }) }));
    t.ok(isReportable({ side: 'container', suspects: [], cause: conclusionOf({ outcome: 'blocked', factors: [] }) }));
  },
);
