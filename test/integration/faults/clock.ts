import t from 'tap';
import { systemClock } from '../../../services/composition/clock.ts';
import { LEASE_MS } from '../../../services/core/planning/lease.ts';
import { createLeaseTrust } from '../../../services/core/planning/lease-trust.ts';
import type { Clock } from '../../../services/core/ports/base.ts';
import { reconcile } from '../../../services/queue/reconciler.ts';
import { aLease, aRun, NOON, noon } from '../../support/builders.ts';
import { fakeQueue } from '../../support/fake-queue.ts';
import { silent } from '../../support/loopback.ts';
import { PRINT_ACCURACY } from '../../support/order.ts';
import { eachBackend } from '../../support/store.ts';
import { startTestWorker } from '../../support/worker.ts';

// The wall clock of a machine is set by hours while runs train.

const HOUR_MS = 3_600_000;

t.test('a worker whose clock is set back and forth: durations and time-outs are those that passed', async (t) => {
  let offsetMs = 0;
  const clock: Clock = { ...systemClock, now: () => new Date(Date.now() + offsetMs) };
  const { door, order } = await startTestWorker(t, { clock });
  for (const step of [-3 * HOUR_MS, 5 * HOUR_MS]) {
    const run = order({ script: `${PRINT_ACCURACY}; sleep 1`, limits: { timeoutSeconds: 60 } });
    door.giveRun(run);
    await door.until(() => door.pieces.some(({ runId }) => runId === run.runId), 'the first line');
    offsetMs += step;
    const report = await door.reported(run.runId);
    t.equal(report.outcome, 'measured', `${step} ms: ${report.detail}`);
    const lasted = Date.parse(report.endedAt) - Date.parse(report.startedAt);
    t.ok(lasted >= 900 && lasted < 60_000, `it lasted ${lasted} ms`);
  }
});

t.test('a service whose clock is set forth takes nobody for dead who renews', async (t) => {
  await eachBackend(t, async (t, { store }) => {
    let [wall, ran] = [Date.parse(NOON), 0];
    const clock: Clock = { now: () => new Date(wall), monotonicMs: () => ran, sleep: async () => undefined };
    const trusted = createLeaseTrust(clock);
    const deps = {
      jobs: store.jobs,
      queue: Object.assign(fakeQueue(), { held: async () => new Set(['run_00000001']) }),
    };
    const look = () => reconcile({ ...deps, clock, log: silent, trusted: trusted() } as never);
    const pass = (ms: number) => {
      wall += ms;
      ran += ms;
    };
    await store.runs.create([aRun()]);
    pass(LEASE_MS);
    await store.jobs.lease('run_00000001', aLease({ leaseUntil: new Date(wall + LEASE_MS).toISOString() }));
    t.match(await look(), { reclaimed: 0 });
    wall += 3 * HOUR_MS;
    t.match(await look(), { reclaimed: 0 }, 'its lease looks as if it ended hours ago');
    pass(15_000);
    await store.jobs.extend('run_00000001', 'fence-1', new Date(wall + LEASE_MS).toISOString());
    pass(LEASE_MS - 15_000);
    t.match(await look(), { reclaimed: 0 }, 'it renewed');
    pass(LEASE_MS);
    t.match(await look(), { reclaimed: 1 }, 'and when it stops doing so, it is lost');
  });
});

t.test('a service whose clock is set back does not keep a dead worker’s run for hours', async (t) => {
  await eachBackend(t, async (t, { store }) => {
    await store.runs.create([aRun()]);
    await store.jobs.lease('run_00000001', aLease({ leaseUntil: noon(60) }));
    const earlier = new Date(Date.parse(NOON) - 3 * HOUR_MS).toISOString();
    t.match(await store.jobs.expired(earlier, 10), [{ jobId: 'run_00000001' }], 'no lease is so long');
    t.same(await store.jobs.lose('run_00000001', earlier), { waiting: true });
  });
});
