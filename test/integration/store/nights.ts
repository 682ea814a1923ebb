import t from 'tap';
import type { VerdictKind } from '../../../services/core/model/series.ts';
import type { Store } from '../../../services/core/ports/store.ts';
import type { NightJudgement } from '../../../services/core/ports/store-nights.ts';
import {
  aLease,
  aNight,
  anExperiment,
  anIncident,
  aPoint,
  aReport,
  aRun,
  aSeries,
  aVerdict,
  NOON,
  noon,
} from '../../support/builders.ts';
import { eachBackend } from '../../support/store.ts';

const NIGHT = 'night_00000001';
const nothing: NightJudgement = {
  points: [],
  verdicts: [],
  newIncidents: [],
  changedIncidents: [],
  events: [],
  experiments: [],
  outbox: [],
};

t.test('a night is planned once, whoever plans it', async (t) => {
  await eachBackend(t, async (t, { store }) => {
    const plans = Array.from({ length: 8 }, (_, at) =>
      store.nights.plan(aNight({ id: `night_0000000${at}` }), [
        aRun({ id: `run_0000000${at}`, purpose: 'night', nightId: `night_0000000${at}` }),
      ]),
    );
    t.same((await Promise.all(plans)).filter(Boolean).length, 1);
    t.equal((await store.runs.list({}, 10)).items.length, 1, 'the others wrote no run');
    t.equal((await store.nights.list('default', 10)).length, 1);
    t.ok(await store.nights.plan(aNight({ id: 'night_a', instant: noon(86_400) }), []));
    t.ok(await store.nights.plan(aNight({ id: 'night_b', schedule: 'weekly', state: 'skipped', note: 'down' }), []));
    t.match(await store.nights.latest('default', 'nightly'), { id: 'night_a', instant: noon(86_400) });
    t.equal(await store.nights.latest('default', 'monthly'), null);
    t.match(await store.nights.inState('skipped'), [{ id: 'night_b', note: 'down' }]);
    t.same(await store.nights.get('night_a'), aNight({ id: 'night_a', instant: noon(86_400) }));
    t.equal(await store.nights.get('night_unknown'), null);
  });
});

t.test('a night closes when its runs have ended, or at its deadline', async (t) => {
  await eachBackend(t, async (t, { store }) => {
    await planned(store, 1);
    await store.nights.plan(aNight({ id: 'night_00000002', instant: noon(1), deadline: noon(7200) }), []);
    t.match(await store.nights.closeDue(noon(2)), [{ id: 'night_00000002', state: 'closed', note: '' }]);
    t.same(await store.nights.closeDue(noon(3)), [], 'one run is under way');
    await store.jobs.lease('run_1', aLease());
    t.same(await store.nights.closeDue(noon(3599)), []);
    t.match(await store.nights.closeDue(noon(3600)), [{ id: NIGHT, note: /deadline with 1 unfinished/ }]);
    t.same(await store.nights.closeDue(noon(3601)), [], 'closed once');

    await planned(store, 3);
    await store.jobs.lease('run_3', aLease({ fence: 'fence-3' }));
    await store.runs.report(aReport({ runId: 'run_3', fence: 'fence-3' }), noon(5));
    t.match(await store.nights.closeDue(noon(6)), [{ id: 'night_00000003', note: '' }]);
    t.match(await store.nights.runs('night_00000003'), [
      { run: { id: 'run_3', outcome: 'measured' }, measurements: aReport().measurements },
    ]);
  });
});

async function planned(store: Store, number: number): Promise<string> {
  const nightId = `night_0000000${number}`;
  const run = aRun({ id: `run_${number}`, purpose: 'night', nightId });
  await store.nights.plan(aNight({ id: nightId, instant: noon(number * 86_400), deadline: noon(3600) }), [run]);
  return nightId;
}

t.test('a judgement is written once and whole', async (t) => {
  await eachBackend(t, async (t, { store }) => {
    const series = await store.series.ensure(aSeries(), aSeries().definition, 'ser_00000001');
    await store.nights.plan(aNight(), []);
    const judgement: NightJudgement = {
      ...nothing,
      points: [aPoint({ seriesId: series.id })],
      verdicts: [aVerdict({ kind: 'below', suspicious: true })],
      newIncidents: [anIncident({ experimentId: 'exp_00000001' })],
      events: [{ incidentId: 'inc_00000001', at: NOON, from: null, to: 'suspected', actor: 'judge', reason: 'fell' }],
      experiments: [anExperiment({ incidentId: 'inc_00000001' })],
      outbox: [{ id: 'out_1', incidentId: 'inc_00000001', action: { kind: 'comment', body: 'hm' }, createdAt: NOON }],
    };
    t.equal(await store.nights.judge(NIGHT, judgement), false, 'it is open still');
    await store.nights.closeDue(noon(1));
    const broken = { ...judgement, verdicts: [aVerdict({ seriesId: 'ser_unknown' })] };
    await t.rejects(store.nights.judge(NIGHT, broken));
    t.match(await store.nights.get(NIGHT), { state: 'closed' });
    t.same(await store.series.points(series.id, 10), [], 'nothing of the broken judgement stands');

    const judged = await Promise.all([store.nights.judge(NIGHT, judgement), store.nights.judge(NIGHT, judgement)]);
    t.same(judged.sort(), [false, true]);
    t.match(await store.nights.get(NIGHT), { state: 'judged' });
    t.match(await store.incidents.get('inc_00000001'), anIncident({ experimentId: 'exp_00000001' }));
    t.match(await store.incidents.events('inc_00000001'), [{ from: null, to: 'suspected' }]);
    t.match(await store.jobs.waiting(1), [{ jobId: 'exp_00000001' }]);
    t.match(await store.outbox.due(NOON, 5), [{ id: 'out_1', sequence: 1 }]);
    t.match(await store.series.points(series.id, 5), [{ value: 0.97, verdict: { kind: 'below' } }]);
  });
});

t.test('an incident that changed meanwhile makes the judgement a conflict', async (t) => {
  await eachBackend(t, async (t, { store }) => {
    for (const number of [1, 2])
      await store.nights.plan(aNight({ id: `night_0000000${number}`, instant: noon(number) }), []);
    await store.nights.closeDue(noon(5));
    await store.nights.judge(NIGHT, { ...nothing, newIncidents: [anIncident()] });
    const event = {
      incidentId: 'inc_00000001',
      at: NOON,
      from: 'suspected',
      to: 'resolved',
      actor: 'judge',
      reason: '',
    } as const;
    const change = {
      ...nothing,
      changedIncidents: [anIncident({ state: 'resolved', cleanNights: 3 })],
      events: [event],
    };
    await store.incidents.change(anIncident({ state: 'dismissed' }), 'suspected', { ...event, to: 'dismissed' }, []);
    await t.rejects(store.nights.judge('night_00000002', change), { code: 'CONFLICT' });
    t.match(await store.nights.get('night_00000002'), { state: 'closed' });
    t.match(await store.incidents.get('inc_00000001'), { state: 'dismissed' });
    const counted = { ...nothing, changedIncidents: [anIncident({ state: 'dismissed', cleanNights: 1 })] };
    t.equal(await store.nights.judge('night_00000002', counted), true, 'without an event the state stays');
    t.match(await store.incidents.get('inc_00000001'), { state: 'dismissed', cleanNights: 1 });
  });
});

interface Story {
  readonly kinds: readonly VerdictKind[];
  readonly suspicious?: boolean;
  readonly tainted?: readonly string[];
  readonly incident?: 'suspected' | 'resolved' | 'dismissed';
  readonly fails?: boolean;
}

/** A judged night of one benchmark with a verdict for each series. */
async function judgedNight(store: Store, number: number, story: Story): Promise<void> {
  const nightId = await planned(store, number);
  const fence = `fence-${number}`;
  await store.jobs.lease(`run_${number}`, aLease({ fence }));
  const outcome = story.fails ? 'exit-nonzero' : 'measured';
  await store.runs.report(
    aReport({ runId: `run_${number}`, fence, outcome, tainted: [...(story.tainted ?? [])] }),
    NOON,
  );
  await store.nights.closeDue(noon(1));
  const series = await Promise.all(
    story.kinds.map((_, at) =>
      store.series.ensure(aSeries({ metric: `metric-${at}` }), aSeries().definition, `ser_${at}`),
    ),
  );
  const at = noon(number * 86_400);
  await store.nights.judge(nightId, {
    ...nothing,
    points: series.map(({ id }) => aPoint({ seriesId: id, nightId, at })),
    verdicts: series.map(({ id }, index) =>
      aVerdict({ seriesId: id, nightId, kind: story.kinds[index], suspicious: story.suspicious ?? false }),
    ),
    newIncidents: story.incident
      ? [anIncident({ id: `inc_${number}`, nightId, state: story.incident, dates: [at], updatedAt: at })]
      : [],
  });
}

t.test('the last good night is the newest that nothing speaks against', async (t) => {
  await eachBackend(t, async (t, { store }) => {
    const query = {
      project: 'default',
      benchmark: 'digits',
      methodVersion: 1,
      platform: 'cpu-x86_64',
      before: noon(9e6),
    };
    const good = async () => (await store.nights.lastGood(query))?.night.id ?? null;
    t.equal(await good(), null, 'nothing is known');
    await judgedNight(store, 1, { kinds: ['no-band', 'no-band'] });
    t.equal(await good(), null, 'without a band nothing is in it');
    await judgedNight(store, 2, { kinds: ['in-band', 'no-band'] });
    t.equal(await good(), 'night_00000002');
    await judgedNight(store, 3, { kinds: ['in-band', 'changed'] });
    const found = await store.nights.lastGood(query);
    t.match(found, { night: { id: 'night_00000003', state: 'judged' }, run: { id: 'run_3', outcome: 'measured' } });
    await judgedNight(store, 4, { kinds: ['in-band', 'below'], suspicious: true, incident: 'resolved' });
    await judgedNight(store, 5, { kinds: ['in-band', 'in-band'], tainted: ['throttled'] });
    await judgedNight(store, 6, { kinds: ['in-band', 'in-band'], fails: true });
    await judgedNight(store, 7, { kinds: ['in-band', 'in-band'], incident: 'suspected' });
    await judgedNight(store, 8, { kinds: ['in-band', 'above'] });
    await planned(store, 9);
    t.equal(await good(), 'night_00000003', 'suspicious, tainted, failed, accused and unjudged nights are passed over');
    t.equal((await store.nights.lastGood({ ...query, before: noon(3 * 86_400) }))?.night.id, 'night_00000002');
    t.equal(await store.nights.lastGood({ ...query, methodVersion: 2 }), null);
    t.equal(await store.nights.lastGood({ ...query, platform: 'nvidia-h100' }), null);
    const event = {
      incidentId: 'inc_7',
      at: NOON,
      from: 'suspected',
      to: 'dismissed',
      actor: 'a',
      reason: '',
    } as const;
    await store.incidents.change(anIncident({ id: 'inc_7', state: 'dismissed' }), 'suspected', event, []);
    t.equal(await good(), 'night_00000007', 'a dismissed incident speaks against nothing');
  });
});
