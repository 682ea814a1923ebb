import t from 'tap';
import { servePages } from '../../services/dashboard/pages.ts';
import { claim, type TestApi, testApi, triggerRun } from '../support/api.ts';
import { fillHistory } from '../support/history-store.ts';
import { EXPERIMENT, fillJudged, INCIDENT } from '../support/judged-store.ts';

async function testPages(t: Parameters<typeof testApi>[0], readTokens = false): Promise<TestApi> {
  return testApi(t, { config: { readTokens }, deps: { pages: (app) => servePages(app, { project: 'default' }) } });
}

t.test('an empty service shows what to do first', async (t) => {
  const { app } = await testPages(t);
  const page = await app.inject('/');
  t.equal(page.statusCode, 200);
  t.match(page.headers['content-type'], /^text\/html/);
  t.match(page.body, /Nothing has been measured yet/);
  t.match(page.body, /No worker has been seen yet/);
  for (const url of ['/runs', '/nights', '/incidents']) t.equal((await app.inject(url)).statusCode, 200, url);
});

t.test('pages forbid scripts and styles of any other origin, and hold none themselves', async (t) => {
  const { app, store } = await testPages(t);
  await fillJudged(store);
  for (const url of ['/', '/runs/run_00000121', `/incidents/${INCIDENT}`, '/benchmarks/digits', '/login']) {
    const page = await app.inject(url);
    t.equal(page.statusCode, 200, url);
    t.match(page.headers['content-security-policy'], /default-src 'none'; script-src 'self'; style-src 'self'/);
    t.notMatch(String(page.headers['content-security-policy']), /unsafe/);
    t.notMatch(page.body, /<script(?! src="\/static\/[\w.-]+" defer><\/script>)/, 'no inline script');
    t.notMatch(page.body, /<style|<[^<>]*\s(style|on\w+)=/, 'no inline style or handler');
    t.notMatch(page.body, /https?:\/\//, 'nothing from elsewhere');
  }
});

t.test('the status page says what is wrong in words', async (t) => {
  const { app, store } = await testPages(t);
  await fillJudged(store);
  await store.outbox.markNotSent(['out_00000001']);
  const { body } = await app.inject('/');
  t.match(body, /<span class="badge bad">below<\/span>/);
  t.match(body, /<span class="badge good">in-band<\/span>/);
  t.match(body, /package:numpy 1\.26\.4 → 2\.0\.0/);
  t.match(body, /1 issue text waits as <b>not sent<\/b>/);
  t.match(body, /<svg class="spark"/);
});

t.test('what comes from a container cannot become markup', async (t) => {
  const { app, store } = await testPages(t);
  await fillJudged(store);
  const run = (await app.inject('/runs/run_00000121')).body;
  t.match(run, /&lt;script&gt;alert\(&quot;1&quot;\)&lt;\/script&gt;/);
  t.notMatch(run, /<script>alert/);
  const incident = (await app.inject(`/incidents/${INCIDENT}`)).body;
  t.match(incident, /&lt;img src=x onerror=alert\(1\)&gt;/);
  t.match(incident, new RegExp(EXPERIMENT));
  const name = (await app.inject('/benchmarks/%3Cscript%3E')).body;
  t.notMatch(name, /<script>/);
  const query = (await app.inject('/runs?benchmark=%3Cscript%3E')).body;
  t.notMatch(query, /<script>/);
});

t.test('a run that is not over is followed from where the page stops', async (t) => {
  const api = await testPages(t);
  const id = await triggerRun(api);
  const { body } = await api.app.inject(`/runs/${id}`);
  t.match(body, new RegExp(`data-run="${id}" data-from="0" data-follow="yes"`));
  t.match(body, /<script src="\/static\/follow-log\.js" defer>/);
});

t.test('a run is drawn with its telemetry, when there is some', async (t) => {
  const api = await testPages(t);
  const id = await triggerRun(api);
  const job = await claim(api);
  const without = (await api.app.inject(`/runs/${id}`)).body;
  t.notMatch(without, /data-telemetry|uPlot/);
  const rows = [{ timeMs: 1, utilisation: 1 }];
  await api.store.telemetry.append({ fence: job?.fence ?? '', runId: id, attempt: 1, first: 0, rows });
  const { body } = await api.app.inject(`/runs/${id}`);
  t.match(body, new RegExp(`data-telemetry="${id}"`));
  t.match(body, /uPlot\.iife\.min\.js.*telemetry\.js/);
});

t.test('a benchmark draws each series, and a night lists its runs', async (t) => {
  const { app, store } = await testPages(t);
  await fillJudged(store);
  const benchmark = (await app.inject('/benchmarks/digits')).body;
  t.equal(benchmark.match(/class="chart" data-series="ser_/g)?.length, 2);
  t.match(benchmark, /no longer has this benchmark/, 'history without a catalog entry is shown');
  t.match((await app.inject('/benchmarks/toy')).body, /Nothing has been judged yet/);
  const night = (await app.inject('/nights/night_00000012')).body;
  t.equal(night.match(/href="\/runs\/run_/g)?.length, 3);
  t.ok(night.indexOf('badge bad">below') < night.indexOf('badge good">in-band'), 'what is not in its band comes first');
});

t.test('a band never stands without its width and its reason', async (t) => {
  const { app, store } = await testPages(t);
  await fillJudged(store);
  for (const url of ['/', `/incidents/${INCIDENT}`, '/nights/night_00000012'])
    t.match((await app.inject(url)).body, /−9\.3 \/ \+10 %, calibrated from 8 runs/, url);
  t.match((await app.inject('/')).body, /0\.02 share, declared from 10 runs/);
  const benchmark = (await app.inject('/benchmarks/digits')).body;
  t.match(benchmark, /45\u202f000 examples\/s \(−9\.3 \/ \+10 %\) <small>calibrated from 8 runs on this platform/);
  t.match(benchmark, /nights on which a change may have come \(90 %\); no change so far/);
});

t.test('an incident says on which nights its change may have come', async (t) => {
  const { app, store } = await testPages(t);
  await fillJudged(store);
  const { body } = await app.inject(`/incidents/${INCIDENT}`);
  t.match(body, /The change may have come on 1 night: 2026-\d\d-\d\d \d\d:\d\d UTC \(90 %\)/);
});

t.test('a change of the history has a set of nights, never a date alone', async (t) => {
  const { app, store } = await testPages(t);
  await fillHistory(
    store,
    [...Array(20)].map((_, at) => (at < 12 ? 1000 : 900) + (at % 3)),
  );
  const { body } = await app.inject('/benchmarks/steps');
  t.match(body, /<td>after 2026-01-12 02:30, by 2026-01-13 02:30<\/td><td>1 night<\/td><td>2026-01-13 02:30<\/td>/);
  t.match(body, /<span class="badge bad">regression<\/span><\/td>\n<td class="number">1\u202f001<\/td>/);
  t.match(body, /<td class="number">−10 %<\/td>/);
  t.notMatch(body, /no change so far/);
});

t.test('what is not there is a page too', async (t) => {
  const { app } = await testPages(t);
  for (const url of ['/runs/run_nothing', '/benchmarks/nothing', '/incidents/inc_nothing', '/nights/night_nothing']) {
    const page = await app.inject(url);
    t.equal(page.statusCode, 404, url);
    t.match(page.body, /Back to the status/);
  }
});

t.test('assets are served by name alone, with an etag', async (t) => {
  const { app } = await testPages(t);
  for (const name of [
    'plumbline.css',
    'charts.js',
    'follow-log.js',
    'telemetry.js',
    'icon.svg',
    'uPlot.iife.min.js',
    'uPlot.min.css',
  ]) {
    const first = await app.inject(`/static/${name}`);
    t.equal(first.statusCode, 200, name);
    const again = await app.inject({
      url: `/static/${name}`,
      headers: { 'if-none-match': String(first.headers.etag) },
    });
    t.equal(again.statusCode, 304, name);
  }
  for (const name of ['..%2fpages.ts', 'pages.ts', '__proto__'])
    t.equal((await app.inject(`/static/${name}`)).statusCode, 404, name);
});

t.test('with read tokens the pages ask for one and keep it in a cookie that scripts cannot read', async (t) => {
  const api = await testPages(t, true);
  const { app } = api;
  const away = await app.inject('/');
  t.equal(away.statusCode, 302);
  t.equal(away.headers.location, '/login');
  const type = { 'content-type': 'application/x-www-form-urlencoded' };
  const login = (token: string) =>
    app.inject({ method: 'POST', url: '/login', headers: type, payload: new URLSearchParams({ token }).toString() });
  for (const wrong of ['plb_wrong', '', 'a;b=c', 'x'.repeat(300)]) {
    const answer = await login(wrong);
    t.equal(answer.statusCode, 401);
    t.equal(answer.headers['set-cookie'], undefined);
    t.match(answer.body, /unknown, revoked or may not read/);
  }
  const { authorization } = await api.as('viewer');
  const answer = await login(authorization.replace('Bearer ', ''));
  t.equal(answer.statusCode, 302);
  const cookie = String(answer.headers['set-cookie']);
  t.match(cookie, /HttpOnly; SameSite=Strict/);
  const headers = { cookie: cookie.split(';')[0] ?? '' };
  t.equal((await app.inject({ url: '/', headers })).statusCode, 200);
  t.equal((await app.inject({ url: '/runs', headers })).statusCode, 200);
  const worker = await api.as('worker');
  t.equal((await login(worker.authorization.replace('Bearer ', ''))).statusCode, 401, 'a worker token shows no pages');
});
