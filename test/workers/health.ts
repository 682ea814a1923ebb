import { connect } from 'node:net';
import t, { type Test } from 'tap';
import { systemClock } from '../../services/composition/clock.ts';
import type { Clock } from '../../services/core/ports/base.ts';
import { startHealth } from '../../workers/health.ts';
import { createStatusKeeper } from '../../workers/status.ts';
import { testFolder } from '../support/folder.ts';

const START = Date.parse('2026-11-26T00:00:00Z');

async function start(t: Test, address = '127.0.0.1:0') {
  let nowMs = START;
  let engine: Error | null = null;
  let hangs = false;
  let pings = 0;
  const clock: Clock = { now: () => new Date(nowMs), sleep: systemClock.sleep };
  const status = createStatusKeeper(clock);
  const health = await startHealth({
    address,
    version: '1.2.3',
    platform: 'cpu-x86_64',
    host: 'box',
    status: () => status.read(),
    pingEngine: async () => {
      pings += 1;
      if (engine !== null) throw engine;
      if (hangs) await new Promise(() => undefined);
    },
    spool: testFolder(t, { '00000001.json': '{}' }),
    clock,
  });
  t.teardown(() => health.close());
  return {
    status,
    url: health.url,
    get: (path: string, method = 'GET') => fetch(`${health.url}${path}`, { method }),
    pass: (ms: number) => {
      nowMs += ms;
    },
    breakEngine: (error: Error | null) => {
      engine = error;
    },
    hangEngine: () => {
      hangs = true;
    },
    pings: () => pings,
  };
}

t.test('alive at once, ready when the API has answered', async (t) => {
  const { get, status } = await start(t);
  t.equal((await get('/healthz')).status, 200);
  const early = await get('/readyz');
  t.equal(early.status, 503);
  t.match(await early.json(), { ready: false, reasons: ['the API has not answered yet'], state: 'idle' });
  status.answered();
  const ready = await get('/readyz');
  t.equal(ready.status, 200);
  t.match(await ready.json(), {
    ready: true,
    reasons: [],
    version: '1.2.3',
    platform: 'cpu-x86_64',
    host: 'box',
    jobs: [],
    lastContactAt: '2026-11-26T00:00:00.000Z',
    spool: { messages: 1 },
  });
});

t.test('what keeps it from work is named', async (t) => {
  const { get, status, pass, breakEngine } = await start(t);
  status.answered();
  pass(91_000);
  t.match(await (await get('/readyz')).json(), { reasons: ['the API has not answered for 91 s'] });
  status.answered();
  breakEngine(new Error('no socket'));
  pass(6_000);
  t.match(await (await get('/readyz')).json(), { reasons: ['the engine does not answer: no socket'] });
  breakEngine(null);
  pass(6_000);
  status.block('DEVICE_MISSING: none');
  status.drain();
  const draining = await get('/readyz');
  t.equal(draining.status, 503);
  t.match(await draining.json(), { state: 'draining', reasons: ['the worker is stopping', 'DEVICE_MISSING: none'] });
  t.equal((await get('/healthz')).status, 200, 'the process lives all the same');
});

t.test('who asks often does not ask the engine', async (t) => {
  const { get, pings } = await start(t);
  for (let asked = 0; asked < 20; asked += 1) await get('/readyz');
  t.equal(pings(), 1);
});

t.test('an engine that hangs is no reason to restart the worker', async (t) => {
  const { get, status, hangEngine } = await start(t);
  status.answered();
  hangEngine();
  const alive = await get('/healthz');
  t.equal(alive.status, 200);
  t.match(await alive.json(), { ready: false, reasons: ['the engine does not answer: nothing within 2 s'] });
});

t.test('nothing else is served', async (t) => {
  const { get } = await start(t);
  t.equal((await get('/')).status, 404);
  t.equal((await get('/readyz', 'POST')).status, 405);
});

t.test('an address that cannot be used is said so', async (t) => {
  const { url } = await start(t);
  const { port } = new URL(url);
  await t.rejects(start(t, `127.0.0.1:${port}`), { code: 'CONFIG_INVALID', message: /EADDRINUSE/ });
  await t.rejects(start(t, 'nowhere.invalid:1'), { code: 'CONFIG_INVALID' });
});

t.test('IPv6 and a half-open connection', async (t) => {
  const { url, status } = await start(t, '[::1]:0');
  status.answered();
  t.match(url, /^http:\/\/\[::1\]:\d+$/);
  connect(Number(new URL(url).port), '::1').on('error', () => undefined);
  t.equal((await fetch(`${url}/readyz`)).status, 200);
});
