import t from 'tap';
import { servePages } from '../../../services/dashboard/pages.ts';
import { testApi } from '../../support/api.ts';
import { fillHistory, HISTORY_SERIES } from '../../support/history-store.ts';
import { fillJudged, SPEED_SERIES } from '../../support/judged-store.ts';
import { setClock } from '../../support/planning.ts';

const NOW = '2026-11-24T05:00:00.000Z';

async function healthApi(t: Parameters<typeof testApi>[0]) {
  const clock = { ...setClock(NOW), sleep: async () => undefined };
  return testApi(t, { deps: { clock, pages: (app) => servePages(app, { project: 'default' }) } });
}

t.test('the health of the judging, of the project and of each series', async (t) => {
  const { app, store } = await healthApi(t);
  await fillJudged(store);
  const health = (await app.inject('/api/v1/judge/health')).json();
  t.match(health, { project: 'default', to: NOW, from: '2026-08-26T05:00:00.000Z', more: 0 });
  t.match(health.figures, {
    suspicions: 1,
    open: 1,
    falseAlarms: null,
    runs: 36,
    reruns: 0,
    rerunsPerSuspicion: 0,
    rerunShare: 0,
    alarms: [],
  });
  t.match(health.series, [
    { series: { metric: 'accuracy' }, figures: { suspicions: 0, runs: 36 } },
    {
      series: { id: SPEED_SERIES },
      figures: { suspicions: 1, open: 1 },
      spread: { profile: { kind: 'short', nights: 12 } },
    },
  ]);
  const few = (await app.inject('/api/v1/judge/health?days=3')).json();
  t.match(few.figures, { suspicions: 1, runs: 6 }, 'only what was opened and planned since');
  const none = (await app.inject('/api/v1/judge/health?benchmark=other')).json();
  t.match(none, { figures: { suspicions: 0, runs: 0, rerunShare: null }, series: [] });
  const one = (await app.inject(`/api/v1/series/${SPEED_SERIES}/health`)).json();
  t.strictSame(one, health.series[1]);
  t.equal((await app.inject('/api/v1/series/ser_nothing/health')).statusCode, 404);
  t.equal((await app.inject('/api/v1/judge/health?days=0')).statusCode, 400);
});

t.test('a series with history tells what can be found in it', async (t) => {
  const { app, store } = await healthApi(t);
  await fillHistory(
    store,
    Array.from({ length: 40 }, (_, at) => 1000 + 10 * Math.sin(at * at)),
  );
  const { spread } = (await app.inject(`/api/v1/series/${HISTORY_SERIES}/health`)).json();
  t.ok(Math.abs(spread.deviation - 0.007) < 0.002, `${spread.deviation}`);
  t.match(spread, { profile: { kind: 'ok', nights: 40 }, detectable: [{ nights: 3 }, { nights: 7 }, { nights: 14 }] });
  const page = (await app.inject('/judge')).body;
  t.match(page, /<h1>Judge health/);
  t.match(page, /<td class="number"><span title="[\d.]+ standard deviations of single nights">(≥ )?[\d.]+ %<\/span>/);
  t.match((await app.inject('/')).body, /<a href="\/judge">Judge<\/a>/);
});

t.test('the page of an empty service', async (t) => {
  const { app } = await healthApi(t);
  const { body, statusCode } = await app.inject('/judge');
  t.equal(statusCode, 200);
  t.match(body, /Nothing has been measured yet/);
  t.match(body, /<dt>false alarms<\/dt><dd>none yet</);
});
