import t from 'tap';
import { isReportable } from '../../../services/core/reporting/reportable.ts';

t.test('a host that is slow by itself is its operator’s; a changed driver is everybody’s', async (t) => {
  const driver = { factor: 'driver:nvidia', from: '550.54', to: '560.28' };
  t.notOk(isReportable({ side: 'host', suspects: [] }));
  t.notOk(isReportable({ side: 'host', suspects: [{ factor: 'package:numpy', from: '1', to: '2' }] }));
  t.ok(isReportable({ side: 'host', suspects: [driver] }));
  for (const side of ['container', 'unknown', 'noise'] as const) t.ok(isReportable({ side, suspects: [] }), side);
});
