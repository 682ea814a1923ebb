import t from 'tap';
import { HEARTBEAT_MS, LEASE_MS } from '../../../services/core/planning/lease.ts';

t.test('three heartbeats may get lost before a claim does', async (t) => {
  t.ok(LEASE_MS > 3 * HEARTBEAT_MS);
});
