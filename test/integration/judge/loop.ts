import t from 'tap';
import { JUDGE, moveIncident } from '../../../services/core/judge/incident.ts';
import type { Pins } from '../../../services/core/model/pins.ts';
import { BAD, GOOD, judgedWorld, type Model } from '../../support/judged-world.ts';

// The judge's loop against a real store: nights, an incident's whole life, and every place where it may be cut short.

/** A throughput that differs a little between seeds, and falls to a third with the new package. */
const real: Model = (pins, seed) => (slow(pins) ? 10_000 : 30_000) * (1 + ((seed * 7919) % 11) / 1000);
const slow = (pins: Pins) => pins.lock.packages.numpy === '2.0.0';
const quick: Model = (_, seed) => real(GOOD, seed);
const nothing = { closed: 0, judged: 0, started: 0, concluded: 0, bands: 0 };

t.test('calibrates, judges good nights, confirms a regression, comments, and closes it on recovery', async (t) => {
  const { judge, store, night, calibrate, experiment } = await judgedWorld(t);
  t.same(await judge.step(), nothing, 'nothing to do yet');
  await calibrate(6, real);
  t.match(await judge.step(), { bands: 1 });
  t.same(await judge.step(), nothing, 'the band is made once');
  const [series] = await store.series.list('default');
  const band = (await store.series.bands([series?.id as string])).get(series?.id as string);
  t.match(band, { kind: 'calibrated', runs: 6 });

  for (let good = 0; good < 2; good += 1) {
    const { id } = await night(GOOD, real);
    t.match(await judge.step(), { closed: 1, judged: 1, started: 0 });
    t.equal((await store.nights.get(id))?.state, 'judged');
  }
  t.match(await store.series.points(series?.id as string, 5), [
    { verdict: { kind: 'in-band' } },
    { verdict: { kind: 'in-band' } },
  ]);

  await night(BAD, real);
  t.match(await judge.step(), { judged: 1, started: 1 });
  t.same(await judge.step(), nothing, 'a judged night is judged once');
  const [suspected] = await store.incidents.list({}, 10);
  t.match(suspected, {
    state: 'suspected',
    series: [{ metric: 'throughput', direction: 'below' }],
    suspects: [{ factor: 'package:numpy', from: '1.26.4', to: '2.0.0' }],
  });
  t.equal((await store.outbox.entries(suspected?.id as string)).length, 0, 'a suspicion is told to nobody');

  const experimentId = await experiment(real);
  t.same((await store.experiments.get(experimentId))?.bad, BAD);
  t.match(await judge.step(), { concluded: 1 });
  t.same(await judge.step(), nothing);
  const confirmed = await store.incidents.get(suspected?.id as string);
  t.match(confirmed, {
    state: 'confirmed',
    side: 'container',
    series: [{ confirmation: { decision: 'confirmed', pairs: 4 } }],
  });
  const effect = confirmed?.series[0]?.confirmation?.effect as number;
  t.ok(effect > -0.68 && effect < -0.65, `effect ${effect}`);
  const [opening] = await store.outbox.entries(confirmed?.id as string);
  t.equal(opening?.action.kind, 'open');
  t.match(opening?.action.body, /numpy[\s\S]*1\.26\.4[\s\S]*2\.0\.0/);

  await night(BAD, real);
  t.match(await judge.step(), { judged: 1, started: 0 });
  t.equal((await store.incidents.list({}, 10)).length, 1, 'no second incident for the same series');
  t.same(
    (await store.outbox.entries(confirmed?.id as string)).map(({ action }) => action.kind),
    ['open', 'comment'],
  );

  for (let clean = 0; clean < 3; clean += 1) {
    await night(GOOD, real);
    await judge.step();
  }
  t.match(await store.incidents.get(confirmed?.id as string), { state: 'resolved', cleanNights: 3 });
  t.same(
    (await store.outbox.entries(confirmed?.id as string)).map(({ action }) => action.kind),
    ['open', 'comment', 'close'],
  );
  t.same(
    (await store.incidents.events(confirmed?.id as string)).map(({ to }) => to),
    ['suspected', 'confirmed', 'confirmed', 'confirmed', 'confirmed', 'resolved'],
  );
});

t.test('a slow night that fresh runs do not show is dismissed; a slow host is the host side', async (t) => {
  const { judge, store, night, calibrate, experiment } = await judgedWorld(t);
  await calibrate(6, real);
  await night(GOOD, real);
  await judge.step();
  await night(BAD, real);
  await judge.step();
  await experiment(quick);
  await judge.step();
  const [noise] = await store.incidents.list({}, 10);
  t.match(noise, { state: 'dismissed', side: 'noise' });
  t.equal((await store.outbox.entries(noise?.id as string)).length, 0);

  await night(BAD, real);
  await judge.step();
  await experiment(() => 10_050);
  await judge.step();
  const [host] = await store.incidents.list({}, 10);
  t.match(host, { state: 'confirmed', side: 'host' });
  t.equal((await store.outbox.entries(host?.id as string)).length, 0, 'nothing changed, so GitHub is not told');
});

t.test('the first night of all is judged too: its own pins are run again against the band', async (t) => {
  const { judge, store, night, calibrate, experiment } = await judgedWorld(t);
  await calibrate(6, real);
  await night(BAD, real);
  t.match(await judge.step(), { bands: 1, judged: 1, started: 1 });
  const id = await experiment(real);
  t.ok((await store.experiments.runs(id)).every(({ arm }) => arm === 'bad'));
  await judge.step();
  t.match(await store.incidents.list({}, 10), [
    { state: 'confirmed', side: 'unknown', goodNightId: null, suspects: [] },
  ]);
});

t.test('a benchmark that crashes is an incident with its failure; a host that is lost is none', async (t) => {
  const { judge, store, night, calibrate, experiment, clock } = await judgedWorld(t);
  await calibrate(6, real);
  await night(GOOD, real);
  await judge.step();
  await night(GOOD, null);
  clock.advance(3_600_001);
  t.match(await judge.step(), { closed: 1, judged: 1, started: 0 }, 'it closes at its deadline');
  t.match((await store.series.latest('default'))[0]?.verdict, { kind: 'invalid', suspicious: false });

  const crash: Model = (pins, seed) => (slow(pins) ? 'exit-nonzero' : real(pins, seed));
  await night(BAD, crash);
  t.match(await judge.step(), { started: 1 });
  await experiment(crash);
  await judge.step();
  const [incident] = await store.incidents.list({}, 10);
  t.match(incident, { state: 'confirmed', side: 'container', series: [{ direction: 'invalid', value: null }] });
  const [opening] = await store.outbox.entries(incident?.id as string);
  t.match(opening?.action, { kind: 'open', title: /exit-nonzero/ });
});

t.test('an experiment without an answer is started again by the next suspicious night', async (t) => {
  const { judge, store, night, calibrate, experiment } = await judgedWorld(t);
  await calibrate(6, real);
  await night(GOOD, real);
  await judge.step();
  await night(BAD, real);
  await judge.step();
  const first = await experiment(() => 'docker-unavailable');
  await judge.step();
  t.match(await store.incidents.list({}, 10), [
    { state: 'suspected', experimentId: null, reason: /lost to the infrastructure/ },
  ]);
  await night(BAD, real);
  t.match(await judge.step(), { started: 1 });
  const second = await experiment(real);
  t.not(second, first);
  await judge.step();
  t.match(await store.incidents.list({}, 10), [{ state: 'confirmed', experimentId: second }]);
});

t.test('cut short between the writing and the queue, nothing is lost and nothing is done twice', async (t) => {
  const { judge, store, night, calibrate, queue } = await judgedWorld(t);
  await calibrate(6, real);
  await night(GOOD, real);
  await judge.step();
  await night(BAD, real);
  queue.down = true;
  await t.rejects(judge.step(), { code: 'QUEUE_UNAVAILABLE' });
  queue.down = false;
  t.same(await judge.step(), nothing, 'the night stands as judged');
  t.match(await store.jobs.waiting(10), [{ kind: 'experiment' }], 'the reconciler finds the experiment');
  t.equal((await store.incidents.list({}, 10)).length, 1);
});

t.test('two judges at once judge a night once', async (t) => {
  const { judge, store, night, calibrate } = await judgedWorld(t);
  await calibrate(6, real);
  await night(GOOD, real);
  await judge.step();
  await night(BAD, real);
  const steps = await Promise.all([judge.step(), judge.step()]);
  t.equal(steps[0].judged + steps[1].judged, 1);
  t.equal((await store.incidents.list({}, 10)).length, 1);
});

t.test('an accepted incident moves the band; a person’s decision meanwhile stands', async (t) => {
  const { judge, store, night, calibrate, experiment, clock } = await judgedWorld(t);
  await calibrate(6, real);
  await night(GOOD, real);
  await judge.step();
  await night(BAD, real);
  await judge.step();
  await experiment(real);
  await judge.step();
  const [incident] = await store.incidents.list({}, 10);
  if (!incident) throw new Error('no incident was raised');
  const at = clock.now().toISOString();
  const change = moveIncident(incident, 'accepted', { at, actor: 'alice', reason: 'numpy 2 is what we want' });
  t.equal(await store.incidents.change(change.incident, change.from, change.event, []), true);
  t.match(await judge.step(), { bands: 1 });
  t.same(await judge.step(), nothing);
  await night(BAD, real);
  await judge.step();
  const [summary] = await store.series.latest('default');
  t.match(summary?.verdict, { kind: 'in-band', band: { kind: 'learned' } });
  t.throws(() => moveIncident(change.incident, 'confirmed', { at, actor: JUDGE, reason: '' }), { code: 'CONFLICT' });
});

t.test('a decision that a person makes while a night is judged sends the night round again', async (t) => {
  const { judge, store, night, calibrate, experiment, log } = await judgedWorld(t);
  await calibrate(6, real);
  await night(GOOD, real);
  await judge.step();
  await night(BAD, real);
  await judge.step();
  await experiment(real);
  await judge.step();
  await night(BAD, real);
  const list = store.incidents.list;
  let decided = false;
  // The person is quicker than the judge: the incident changes between the reading and the writing.
  t.capture(store.incidents, 'list', async (...args: Parameters<typeof list>) => {
    const incidents = await list(...args);
    const [open] = incidents;
    if (args[0].states?.includes('confirmed') && open && !decided) {
      decided = true;
      const by = { at: open.updatedAt, actor: 'alice', reason: 'known' };
      const change = moveIncident(open, 'dismissed', by);
      await store.incidents.change(change.incident, change.from, change.event, []);
    }
    return incidents;
  });
  t.match(await judge.step(), { judged: 0 });
  t.match(log.lines.at(-1), { level: 'warn', message: 'night is judged again at the next step' });
  t.match(await judge.step(), { judged: 1, started: 1 }, 'and then it is a new suspicion');
  t.match(await store.incidents.list({}, 10), [{ state: 'suspected' }, { state: 'dismissed' }]);
});
