import { execFileSync } from 'node:child_process';
import t from 'tap';
import type { Metric } from '../../../services/core/model/metric.ts';
import { testApi } from '../../support/api.ts';
import { aMetric, aRun } from '../../support/builders.ts';
import { fillJudged } from '../../support/judged-store.ts';
import { aPush } from '../../support/pushes.ts';

t.test('a run as a script and as a notebook', async (t) => {
  const { app, store, as } = await testApi(t, { config: { readTokens: true } });
  await fillJudged(store);
  const viewer = { headers: await as('viewer') };
  const { items } = (await app.inject({ url: '/api/v1/runs?limit=1', ...viewer })).json();
  const { id } = items[0];
  const script = await app.inject({ url: `/api/v1/runs/${id}/recipe.sh`, ...viewer });
  t.equal(script.statusCode, 200);
  t.match(script.headers['content-type'], 'text/x-shellscript');
  t.match(script.headers['content-disposition'], `${id}.sh`);
  execFileSync('sh', ['-n'], { input: script.body, stdio: 'pipe' });
  t.match(script.body, /"low":0?\.\d/, 'with the band in force');
  const notebook = await app.inject({ url: `/api/v1/runs/${id}/recipe.ipynb`, ...viewer });
  t.match(notebook.headers['content-type'], 'application/x-ipynb+json');
  t.match(notebook.json(), { nbformat: 4, nbformat_minor: 5 });

  const url = `/api/v1/runs/${id}/recipe.sh`;
  t.equal((await app.inject({ url, headers: await as('worker', 'nvidia-h100') })).statusCode, 403);
  t.equal((await app.inject({ url: '/api/v1/runs/run_none0000/recipe.sh', ...viewer })).statusCode, 404);
});

t.test('before a night was judged, the band is the one that the manifest declares', async (t) => {
  const { app, store } = await testApi(t);
  const declared = { kind: 'declared', centre: 0.97, deviation: 0.004, seeds: 10, derivation: 'bands.json' } as const;
  let runs = 0;
  const bounds = async (change: Partial<Metric>) => {
    runs += 1;
    const id = `run_0000000${runs}`;
    await store.runs.create([aRun({ id, metrics: [aMetric(change)] })]);
    const script = (await app.inject(`/api/v1/runs/${id}/recipe.sh`)).body;
    return /"low":([^,]*),"high":([^,}]*)/.exec(script)?.slice(1);
  };
  const [low = 0, high = 0] = (await bounds({ band: declared }))?.map(Number) ?? [];
  t.ok(low > 0.95 && low < 0.97 && high > 0.97 && high < 0.99, `${low} to ${high}`);
  const none = ['null', 'null'];
  t.same(await bounds({}), none, 'nothing is promised');
  t.same(await bounds({ band: { ...declared, seeds: 1 } }), none, 'one run says nothing of the spread');
  t.same(await bounds({ band: { ...declared, centre: 1.5 } }), none, 'a share above 1');
});

t.test('what another system ran has no recipe', async (t) => {
  const { app, store } = await testApi(t);
  const { runId } = await store.pushed.take(aPush());
  const answer = await app.inject(`/api/v1/runs/${runId}/recipe.sh`);
  t.match(answer.json(), { status: 409, code: 'CONFLICT', detail: /another system made run/ });
});
