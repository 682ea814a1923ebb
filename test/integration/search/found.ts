import t from 'tap';
import { provenFactors } from '../../../services/core/attribution/proven.ts';
import { decisionBound } from '../../../services/core/attribution/search/bound.ts';
import type { Pins } from '../../../services/core/model/pins.ts';
import type { Model } from '../../support/judged-world.ts';
import { environment, packagesAt, searchWorld } from '../../support/search-world.ts';

// From a night to a proven cause: the judge, the search, the door and the store are real; what runs gives is a model.

const GOOD = environment(packagesAt('1.0', 6));
const BAD = environment(packagesAt('2.0', 6));
const isNew = (pins: Pins, at: number) => pins.lock.packages[`pkg${at}`] === '2.0';
/** A throughput that differs a little between seeds. */
const wave = (seed: number) => 1 + ((seed * 7919) % 11) / 1000;
const slowWhen =
  (slow: (pins: Pins) => boolean): Model =>
  (pins, seed) =>
    (slow(pins) ? 10_000 : 30_000) * wave(seed);

t.test('a single cause among six packages is proven from both ends, and the issue says so', async (t) => {
  const world = await searchWorld(t);
  const model = slowWhen((pins) => isNew(pins, 4));
  const incident = await world.confirmed(GOOD, BAD, model);
  t.match(await world.step(), { started: 1 });
  const [search] = await world.store.searches.list({}, 10);
  t.match(search, { incidentId: incident.id, actor: 'judge', levels: { kind: 'numbers', metric: 'throughput' } });
  t.match(search?.bound, { changes: 6, decisions: decisionBound(6) }, 'its bound is stated before it runs');
  await world.finish(model);

  const told = await world.store.incidents.get(incident.id);
  t.match(told, { state: 'attributed', searchId: search?.id, cause: { outcome: 'found', metric: 'throughput' } });
  t.same(provenFactors(told?.cause ?? null), [{ factor: 'package:pkg4', from: '1.0', to: '2.0' }]);
  t.ok((told?.cause?.decisions ?? 99) <= decisionBound(6), `${told?.cause?.decisions} decisions`);
  const effect = told?.cause?.effect ?? 0;
  t.ok(effect > -0.7 && effect < -0.63, `effect ${effect}`);
  const steps = await world.store.searches.steps(search?.id ?? '');
  const verdict = (at: number | null | undefined) => steps.find((step) => step.at === at)?.answer;
  t.match(verdict(told?.cause?.necessity), { verdict: 'good' }, 'all new with the cause old');
  t.match(verdict(told?.cause?.sufficiency), { verdict: 'bad' }, 'all old with the cause new');
  const entries = await world.store.outbox.entries(incident.id);
  t.same(
    entries.map(({ action }) => action.kind),
    ['open', 'update', 'comment'],
  );
  const update = entries[1]?.action;
  t.match(update?.kind === 'update' ? update.title : '', /throughput .*since .*pkg4 1\.0 → 2\.0/);
  t.same(await world.step(), { started: 0, moved: 0, told: 0 }, 'and that is all');
});

t.test('two packages that are slow only together are both named', async (t) => {
  const world = await searchWorld(t);
  const model = slowWhen((pins) => isNew(pins, 1) && isNew(pins, 4));
  const incident = await world.confirmed(GOOD, BAD, model);
  await world.finish(model);
  const { cause } = (await world.store.incidents.get(incident.id)) ?? {};
  t.match(cause, { outcome: 'several', relation: 'together' });
  t.same(
    cause?.factors.map(({ factor }) => factor),
    ['package:pkg1', 'package:pkg4'],
  );
});

t.test('a crash has a cause too, and another crash of a mixture is not mistaken for it', async (t) => {
  const world = await searchWorld(t);
  const crash = { outcome: 'exit-nonzero', detail: 'exit code 1: AttributeError: no attribute "int"' } as const;
  const torn = { outcome: 'exit-nonzero', detail: 'exit code 1: ImportError: pkg0 needs pkg1' } as const;
  const model: Model = (pins, seed) =>
    isNew(pins, 0) !== isNew(pins, 1) ? torn : isNew(pins, 3) ? crash : 30_000 * wave(seed);
  const incident = await world.confirmed(GOOD, BAD, model);
  await world.finish(model);
  const told = await world.store.incidents.get(incident.id);
  t.match(told, { state: 'attributed', cause: { outcome: 'found', effect: null } });
  t.same(
    told?.cause?.factors.map(({ factor }) => factor),
    ['package:pkg3'],
  );
});

t.test('mixtures that pip refuses cost no run, and the search goes around them', async (t) => {
  const world = await searchWorld(t);
  // pkg2 exists with new neighbours only: all old with pkg2 new cannot be built.
  world.mixer.refuses = (packages) =>
    packages.pkg2 === '2.0' && packages.pkg3 === '1.0' ? 'pkg2 2.0 needs pkg3 >= 2.0' : null;
  const model = slowWhen((pins) => isNew(pins, 2));
  const incident = await world.confirmed(GOOD, BAD, model);
  await world.finish(model);
  const told = await world.store.incidents.get(incident.id);
  t.equal(told?.state, 'attributed');
  t.ok(told?.cause?.factors.some(({ factor }) => factor === 'package:pkg2'));
  const [search] = await world.store.searches.list({}, 1);
  const refused = (await world.store.searches.steps(search?.id ?? '')).filter(
    ({ answer }) => answer?.kind === 'trial' && answer.unresolved === 'refused',
  );
  t.ok(refused.length > 0, 'one was refused');
  t.ok(refused.every(({ experimentId }) => experimentId === null));
});

t.test('between the two sides of the cause the first bad version is found', async (t) => {
  const world = await searchWorld(t);
  world.mixer.items = ['1.1', '1.2', '1.3', '1.4'];
  const late = new Set(['1.3', '1.4', '2.0']);
  const model = slowWhen((pins) => late.has(pins.lock.packages.pkg5 ?? ''));
  const incident = await world.confirmed(GOOD, BAD, model);
  await world.finish(model);
  const { cause } = (await world.store.incidents.get(incident.id)) ?? {};
  t.match(cause, { outcome: 'found', first: { what: 'versions', lastGood: '1.2', firstBad: '1.3' } });
});

t.test('two nights with one cause have one issue', async (t) => {
  const world = await searchWorld(t);
  const model = slowWhen((pins) => isNew(pins, 4));
  const incident = await world.confirmed(GOOD, BAD, model);
  await world.finish(model);
  // Another incident of the same kind, as another benchmark would have it: confirmed, leading, with the same two sides.
  const first = await world.store.incidents.get(incident.id);
  if (!first) throw new Error('the incident is gone');
  const other = await world.twin(first);
  await world.finish(model);
  const told = await world.store.incidents.get(other.id);
  t.match(told, { state: 'attributed', leaderId: incident.id, cause: { outcome: 'found' } });
  t.same(
    (await world.store.outbox.entries(other.id)).map(({ action }) => action.kind),
    ['open', 'close'],
    'its own issue is closed',
  );
  t.equal((await world.store.outbox.entries(incident.id)).at(-1)?.action.kind, 'comment', 'the other one says so');
  const [search] = await world.store.searches.list({ incidentId: other.id }, 1);
  t.same(search?.hint, ['package:pkg4'], 'what was proven before is tried first');
  const answers = (await world.store.searches.steps(search?.id ?? '')).map(({ answer }) => answer);
  t.ok(
    answers.some((answer) => answer?.kind === 'trial' && answer.runs === 0 && answer.verdict !== 'unresolved'),
    'an experiment that was made before is not made again',
  );
});

t.test('asked for again, a new search begins, and the old one is left behind', async (t) => {
  const world = await searchWorld(t);
  const model = slowWhen((pins) => isNew(pins, 4));
  const incident = await world.confirmed(GOOD, BAD, model);
  await world.step();
  const [before] = await world.store.searches.list({}, 1);
  await world.retry(incident.id, model);
  await world.finish(model);
  const searches = await world.store.searches.list({ incidentId: incident.id }, 10);
  t.equal(searches.length, 2);
  t.equal((await world.store.searches.get(before?.id ?? ''))?.state, 'cancelled');
  t.match(await world.store.incidents.get(incident.id), {
    state: 'attributed',
    searchId: searches.find(({ id }) => id !== before?.id)?.id,
  });
});
