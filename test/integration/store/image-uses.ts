import t from 'tap';
import { neededImages } from '../../../services/core/planning/needed-images.ts';
import type { Store } from '../../../services/core/ports/store.ts';
import {
  aLease,
  aMetric,
  aNight,
  anExperiment,
  anIncident,
  aPoint,
  aReport,
  aRun,
  aSeries,
  aVerdict,
  noon,
} from '../../support/builders.ts';
import { aSearch } from '../../support/searches.ts';
import { eachBackend } from '../../support/store.ts';

// Which images stored things stand on: by the rules of the store itself, on both backends.

const id = (digit: string) => `sha256:${digit.repeat(64)}`;

await eachBackend(t, async (t, { store }) => {
  const needed = async () => {
    const found = neededImages(await store.images.uses(noon(500_000)));
    return Object.fromEntries(found.map(({ reference, reasons }) => [reference.at(-1), reasons]));
  };
  t.same(await needed(), {});
  const { pins } = aRun();
  const of = (digit: string) => ({ ...pins, image: { reference: id(digit), kind: 'image-id' as const } });

  await store.runs.create([aRun({ id: 'run_1', pins: of('1') })]);
  t.match(await needed(), { 1: ['run run_1 has not ended'] });
  await store.runs.cancel('run_1', noon(1));
  t.notOk('1' in (await needed()), 'a cancelled run needs nothing');

  await store.series.ensure(aSeries(), aMetric(), 'ser_00000001');
  await night(store, 2, of('c'), false);
  await night(store, 3, of('3'), false);
  await night(store, 4, of('4'), true);
  t.match(await needed(), { 3: ['last good environment on cpu-x86_64'] });
  t.notOk('c' in (await needed()), 'an older good night');
  t.notOk('4' in (await needed()), 'a suspicious night without an incident');

  await night(store, 5, of('5'), true, true, of('6'), of('7'));
  t.match(await needed(), {
    5: ['incident inc_00000005 is open'],
    6: ['experiment exp_00000001 has not ended', 'incident inc_00000005 is open'],
    7: ['experiment exp_00000001 has not ended', 'incident inc_00000005 is open'],
  });

  await store.searches.create(aSearch({ state: 'running', good: of('8'), bad: of('9') }));
  t.match(await needed(), { 8: [/^search .* has not ended$/], 9: [/^search/] });
});

async function night(
  store: Store,
  number: number,
  pins: ReturnType<typeof aRun>['pins'],
  suspicious: boolean,
  incident = false,
  good = pins,
  bad = pins,
): Promise<void> {
  const [nightId, runId] = [`night_0000000${number}`, `run_0000000${number}`];
  const instant = noon(86_400 * number - 86_400 * 10);
  await store.nights.plan(aNight({ id: nightId, instant }), [aRun({ id: runId, purpose: 'night', nightId, pins })]);
  const fence = `fence-${number}`;
  await store.jobs.lease(runId, aLease({ fence }));
  await store.runs.report(aReport({ runId, fence }), noon(2));
  await store.nights.closeDue(noon(3));
  const verdict = aVerdict({ nightId, kind: suspicious ? 'below' : 'in-band', suspicious });
  const incidentId = `inc_0000000${number}`;
  await store.nights.judge(nightId, {
    points: [aPoint({ nightId, at: instant })],
    verdicts: [verdict],
    newIncidents: incident
      ? [
          anIncident({
            id: incidentId,
            nightId,
            state: 'suspected',
            openedAt: instant,
            dates: [instant],
            experimentId: 'exp_00000001',
          }),
        ]
      : [],
    changedIncidents: [],
    events: [],
    experiments: incident ? [anExperiment({ id: 'exp_00000001', incidentId, good, bad })] : [],
    outbox: [],
  });
}
