import t from 'tap';
import { servePages } from '../../services/dashboard/pages.ts';
import { testApi } from '../support/api.ts';
import { somePins } from '../support/builders.ts';
import { fillJudged, INCIDENT } from '../support/judged-store.ts';
import { conclusionOf, trialOf } from '../support/reporting.ts';
import { aSearch, aSearchStep } from '../support/searches.ts';

async function searchPages(t: Parameters<typeof testApi>[0]) {
  return testApi(t, { deps: { pages: (app) => servePages(app, { project: 'default' }) } });
}

t.test('searches are listed with what they found or are doing', async (t) => {
  const { app, store } = await searchPages(t);
  t.match((await app.inject('/searches')).body, /None so far/);
  await store.searches.create(aSearch({ id: 'sea_1', state: 'preparing', reason: 'builds <numpy>' }));
  await store.searches.create(
    aSearch({ id: 'sea_2', state: 'ended', conclusion: conclusionOf(), incidentId: INCIDENT }),
  );
  const { body } = await app.inject('/searches');
  t.match(body, /href="\/searches\/sea_1".*preparing.*builds &lt;numpy&gt;/s);
  t.match(body, /href="\/incidents\/inc_00000001".*numpy 1\.26\.4 → 2\.0\.0/s);
  t.match(body, /<a href="\/searches">Searches<\/a>/);
});

t.test('a search shows its bound, its progress, both sides and its experiments', async (t) => {
  const { app, store } = await searchPages(t);
  await fillJudged(store);
  const bound = { changes: 6, decisions: 9, runs: 54, minutes: 39.2 };
  const changes = [{ factor: 'package:numpy', from: '1.26.4', to: '2.0.0' }];
  await store.searches.create(
    aSearch({ state: 'running', good: somePins(), bound, changes, reason: 'step 1: all old' }),
  );
  await store.searches.begin(aSearchStep(0), null);
  await store.searches.answer('sea_00000001', 0, trialOf());
  await store.searches.begin(aSearchStep(1), null);
  const running = await app.inject('/searches/sea_00000001');
  t.equal(running.statusCode, 200);
  t.match(running.body, /At most 9 decisions, 54 runs and 40 minutes among 6 changes; 1 step decided so far/);
  t.match(running.body, /step 1: all old/);
  t.match(running.body, /all old, numpy new/);
  t.match(running.body, /<code>package:numpy=2\.0\.0<\/code>/);
  t.notMatch(running.body, /<script(?! src="\/static)/);
  const image = { kind: 'image', reference: 'r@sha256:1' } as const;
  const lock = { kind: 'lock', text: 'numpy==1' } as const;
  await store.searches.create(
    aSearch({ id: 'sea_2', state: 'ended', conclusion: conclusionOf(), sides: { good: lock, bad: image } }),
  );
  const ended = (await app.inject('/searches/sea_2')).body;
  t.match(ended, /a lock file of 8 characters/);
  t.match(ended, /image <code>r@sha256:1<\/code>/);
  t.match(ended, /numpy 1\.26\.4 → 2\.0\.0/);
  t.equal((await app.inject('/searches/sea_x')).statusCode, 404);
});
