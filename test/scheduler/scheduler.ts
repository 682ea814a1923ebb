import t, { type Test } from 'tap';
import { PlumblineError } from '../../services/core/errors.ts';
import type { Catalog } from '../../services/core/model/catalog.ts';
import { sha256Hex } from '../../services/core/model/identity.ts';
import type { Schedule } from '../../services/core/model/night.ts';
import type { PinFile, Pins } from '../../services/core/model/pins.ts';
import type { Tick, TickSource } from '../../services/core/ports/queue.ts';
import { createScheduler } from '../../services/scheduler/scheduler.ts';
import { fakeQueue } from '../support/fake-queue.ts';
import { testFolder } from '../support/folder.ts';
import {
  catalogOf,
  countingIds,
  keptLog,
  manifest,
  NIGHTLY,
  pinFileOf,
  pinsOf,
  setClock,
} from '../support/planning.ts';
import { temporaryStore } from '../support/store.ts';

const TUESDAY = '2026-11-24T02:30:00.000Z';
const WEDNESDAY = '2026-11-25T02:30:00.000Z';
const FILES = { 'train.py': 'print(1)\n', 'requirements.lock': 'numpy==1.26.4\n' };
const FRESH: Partial<Pins> = {
  code: { 'train.py': sha256Hex(FILES['train.py']) },
  lock: { digest: `sha256:${sha256Hex(FILES['requirements.lock'])}`, packages: { numpy: '1.26.4' } },
};

/** A clockwork that ticks when the test says so. */
function handTicks(): TickSource & { synced: unknown[]; closed: boolean; tick(tick: Tick): Promise<void> } {
  let handler: ((tick: Tick) => Promise<void>) | undefined;
  return {
    synced: [],
    closed: false,
    async sync(schedules) {
      this.synced.push(schedules.map((schedule) => schedule.name));
    },
    async start(given) {
      handler = given;
    },
    async close() {
      this.closed = true;
    },
    async tick(tick) {
      await handler?.(tick);
    },
  };
}

/** A scheduler over a real store, with one catalog of two benchmarks on disk and everything else in the test's hands. */
async function place(t: Test, options: { schedules?: readonly Schedule[]; at?: string } = {}) {
  const folder = testFolder(t, { a: { ...FILES }, b: { ...FILES } });
  const [a, b] = [manifest('a'), manifest('b', { seeds: [7] })] as const;
  const catalog = catalogOf(a, b);
  const world = {
    catalog: {
      ...catalog,
      benchmarks: catalog.benchmarks.map((one) => ({ ...one, folder: `${folder}/${one.manifest.name}` })),
    } as Catalog,
    pins: pinFileOf(pinsOf(a, 'cpu-x86_64', FRESH), pinsOf(b, 'cpu-x86_64', FRESH)) as PinFile | null,
    broken: null as Error | null,
  };
  const store = await temporaryStore(t);
  const [queue, ticks, log, clock, ids] = [
    fakeQueue(),
    handTicks(),
    keptLog(),
    setClock(options.at ?? TUESDAY),
    countingIds(),
  ];
  const deps = {
    store,
    queue,
    ticks,
    catalog: {
      load: async () => {
        if (world.broken) throw world.broken;
        return world.catalog;
      },
    },
    pins: { load: async () => world.pins, save: async () => {} },
    config: { project: 'default', schedules: options.schedules ?? [NIGHTLY] },
    clock,
    ids,
    log,
  };
  return { world, deps, store, queue, ticks, log, clock, a, scheduler: createScheduler(deps) };
}
const tick = (instant: string): Tick => ({ schedule: 'nightly', instant });

t.test('a tick stores a night with its runs and then enqueues them', async (t) => {
  const { scheduler, store, queue } = await place(t);
  const result = await scheduler.planTick(tick(TUESDAY));
  t.equal(result.kind, 'planned');
  const night = await store.nights.latest('default', 'nightly');
  t.match(night, { instant: TUESDAY, state: 'open', note: '' });
  const runs = await store.nights.runs(night?.id ?? '');
  t.equal(runs.length, 4);
  for (const { run } of runs) t.ok(await queue.has('cpu-x86_64', run.id), run.id);
});

t.test('the same tick again, a restart and a second scheduler plan nothing twice', async (t) => {
  const { scheduler, deps, store } = await place(t);
  const both = await Promise.all([scheduler.planTick(tick(TUESDAY)), createScheduler(deps).planTick(tick(TUESDAY))]);
  t.strictSame(both.map((result) => result.kind).sort(), ['none', 'planned']);
  t.equal((await createScheduler(deps).planTick(tick(TUESDAY))).kind, 'none');
  t.equal((await store.runs.list({ purpose: 'night' }, 50)).items.length, 4);
});

t.test('both passes of the doubled hour are one night', async (t) => {
  const berlin = { ...NIGHTLY, timeZone: 'Europe/Berlin' };
  const { scheduler, store, clock } = await place(t, { schedules: [berlin], at: '2026-10-25T00:30:00Z' });
  t.equal((await scheduler.planTick(tick('2026-10-25T00:30:00.000Z'))).kind, 'planned');
  clock.set('2026-10-25T01:30:00Z');
  t.equal((await scheduler.planTick(tick('2026-10-25T01:30:00.000Z'))).kind, 'none');
  t.equal((await store.nights.list('default', 10)).length, 1);
});

t.test('a night missed while the service was down is caught up once, the newest only', async (t) => {
  const { scheduler, deps, store, clock } = await place(t);
  t.match(await scheduler.catchUp(), [{ kind: 'none', reason: /has not run yet/ }]);
  await scheduler.planTick(tick(TUESDAY));
  clock.set('2026-11-28T09:00:00Z');
  await createScheduler(deps).start();
  t.strictSame(
    (await store.nights.list('default', 10)).map((night) => [night.instant, night.note]),
    [
      ['2026-11-28T02:30:00.000Z', 'planned 390 min after its instant'],
      [TUESDAY, ''],
    ],
  );
  t.match(await createScheduler(deps).catchUp(), [{ kind: 'none' }]);
  t.match(
    await scheduler.planTick(tick('2026-11-26T02:30:00.000Z')),
    { kind: 'none' },
    'a late tick of an older night',
  );
});

t.test('a tick while the night before is open is recorded as skipped', async (t) => {
  const { scheduler, store, clock } = await place(t, { schedules: [{ ...NIGHTLY, deadlineMinutes: 2000 }] });
  await scheduler.planTick(tick(TUESDAY));
  clock.set(WEDNESDAY);
  t.match(await scheduler.planTick(tick(WEDNESDAY)), { kind: 'skipped', night: { state: 'skipped' } });
  t.match(await store.nights.latest('default', 'nightly'), {
    state: 'skipped',
    note: `the night of ${TUESDAY} was still open`,
  });
  t.equal((await scheduler.planTick(tick(WEDNESDAY))).kind, 'none');
});

t.test('two schedulers that skip the same night record it once', async (t) => {
  const { scheduler, deps, clock, store } = await place(t, { schedules: [{ ...NIGHTLY, deadlineMinutes: 2000 }] });
  await scheduler.planTick(tick(TUESDAY));
  clock.set(WEDNESDAY);
  const both = await Promise.all([
    scheduler.planTick(tick(WEDNESDAY)),
    createScheduler(deps).planTick(tick(WEDNESDAY)),
  ]);
  t.strictSame(both.map((result) => result.kind).sort(), ['none', 'skipped']);
  t.equal((await store.nights.list('default', 10)).length, 2);
});

t.test('a benchmark whose files moved since it was pinned is left out, visibly, and the rest runs', async (t) => {
  const { scheduler, store, world, a, log } = await place(t);
  world.pins = pinFileOf(pinsOf(a), ...(world.pins?.pins.slice(1) ?? []));
  t.match(await scheduler.planTick(tick(TUESDAY)), {
    kind: 'planned',
    plan: {
      problems: [{ code: 'pin-stale', benchmark: 'a', message: /lock is pinned as .*; code train\.py is pinned as/ }],
    },
  });
  const night = await store.nights.latest('default', 'nightly');
  t.match(night?.note, /^a on cpu-x86_64 is left out \(pin-stale\)/);
  t.equal((await store.nights.runs(night?.id ?? '')).length, 1);
  t.match(
    log.lines.filter(({ level }) => level === 'warn'),
    [{ message: 'left out of the night' }],
  );
});

t.test('what a channel moved to is recorded with the night', async (t) => {
  const { scheduler, store, world, clock } = await place(t);
  await scheduler.planTick(tick(TUESDAY));
  const [a, b] = (world.pins as PinFile).pins as [Pins, Pins];
  world.pins = pinFileOf({ ...a, lock: { ...a.lock, packages: { numpy: '2.0.0' } } }, b);
  clock.set(WEDNESDAY);
  await scheduler.planTick(tick(WEDNESDAY));
  t.match(await store.channels.history('default', 'a', 10), [
    { at: WEDNESDAY, changes: [{ factor: 'package:numpy', from: '1.26.4', to: '2.0.0' }] },
  ]);
  t.strictSame(await store.channels.history('default', 'b', 10), []);
});

t.test('a queue that is away loses nothing: the runs are stored', async (t) => {
  const { scheduler, store, queue, log } = await place(t);
  queue.down = true;
  t.equal((await scheduler.planTick(tick(TUESDAY))).kind, 'planned');
  t.equal((await store.jobs.waiting(50)).length, 4);
  t.match(log.lines, [{ message: 'the queue did not take a night' }, { message: 'night planned' }]);
});

t.test('a broken catalog is a skipped night with the reason; what may pass is tried again', async (t) => {
  const { scheduler, store, world } = await place(t);
  world.broken = new PlumblineError('STORE_UNAVAILABLE', 'the disk is away');
  await t.rejects(scheduler.planTick(tick(TUESDAY)), { code: 'STORE_UNAVAILABLE' });
  t.equal(await store.nights.latest('default', 'nightly'), null);
  world.broken = new PlumblineError('CATALOG_INVALID', 'a/benchmark.yaml: unknown key "epoch"');
  t.equal((await scheduler.planTick(tick(TUESDAY))).kind, 'skipped');
  t.match(await store.nights.latest('default', 'nightly'), { state: 'skipped', note: /unknown key "epoch"/ });
});

t.test('start stores the schedules and takes ticks; they can be replaced', async (t) => {
  const { scheduler, store, ticks } = await place(t);
  await scheduler.start();
  await ticks.tick(tick(TUESDAY));
  t.match(await store.nights.latest('default', 'nightly'), { instant: TUESDAY });
  await scheduler.reschedule([]);
  t.match(await scheduler.planTick(tick(WEDNESDAY)), { kind: 'none', reason: 'schedule "nightly" is not configured' });
  t.strictSame(ticks.synced, [['nightly'], []]);
  await scheduler.stop();
  t.ok(ticks.closed);
});

t.test('a schedule that cannot be read is refused before it is stored', async (t) => {
  const wrong = { ...NIGHTLY, cron: 'nightly' };
  const { scheduler, ticks } = await place(t, { schedules: [wrong] });
  await t.rejects(scheduler.start(), { code: 'CONFIG_INVALID' });
  await t.rejects(scheduler.reschedule([wrong]), { code: 'CONFIG_INVALID' });
  t.strictSame(ticks.synced, []);
});

t.test('a night can be planned by hand; a dry run writes nothing', async (t) => {
  const { scheduler, store, clock } = await place(t);
  const dry = await scheduler.planNow({ dryRun: true });
  t.match(dry, { planned: false, problems: [] });
  t.equal(dry.runs.length, 4);
  t.strictSame(await store.nights.list('default', 10), []);
  t.match(await scheduler.planNow({ dryRun: false }), { planned: true, night: { schedule: 'on-demand' } });
  t.match(await scheduler.planNow({ dryRun: false }), { planned: false }, 'the same moment is the same night');
  clock.advance(1000);
  await scheduler.reschedule([]);
  t.match(await scheduler.planNow({ dryRun: false }), {
    planned: true,
    night: { deadline: '2026-11-24T10:30:01.000Z' },
  });
});
