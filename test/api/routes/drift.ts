import t from 'tap';
import type { DatasetPin } from '../../../services/core/model/pins.ts';
import { type Seen, upstreamState } from '../../../services/core/planning/source-watch.ts';
import { servePages } from '../../../services/dashboard/pages.ts';
import { BENCHMARK, PLATFORM, testApi } from '../../support/api.ts';
import { pinFileOf, pinsOf } from '../../support/planning.ts';

async function drifting(t: Parameters<typeof testApi>[0]) {
  const { dataset } = pinsOf(BENCHMARK, PLATFORM);
  const pin: DatasetPin = { ...dataset, source: { kind: 'https', url: 'https://data.example/x?signature=hush' } };
  let file: ReturnType<typeof pinFileOf> | null = pinFileOf(pinsOf(BENCHMARK, PLATFORM, { dataset: pin }));
  let isBroken = false;
  const api = await testApi(t, {
    deps: {
      pages: (app) => servePages(app, { project: 'default' }),
      pins: {
        load: async () => {
          if (isBroken) throw new Error('the pin file is not JSON');
          return file;
        },
        save: async () => undefined,
      },
    },
  });
  const night = async (day: number, seen: Seen, mark: string) =>
    api.store.channels.resolved('default', [upstreamState(pin, mark, seen, new Date(Date.UTC(2026, 10, day)))]);
  return {
    ...{ ...api, night },
    drifted: async () => (await api.app.inject('/api/v1/status')).json().driftedSources,
    unpin: () => {
      file = null;
    },
    breakPins: () => {
      isBroken = true;
    },
  };
}

t.test(
  'a source that gives other bytes than the pin is in the status and on its page, until it gives them again',
  async (t) => {
    const { app, night, drifted } = await drifting(t);
    t.strictSame(await drifted(), []);
    await night(1, 'same', 'v1');
    t.strictSame(await drifted(), []);
    t.notMatch((await app.inject('/')).body, /Drifted/);
    await night(2, 'other', 'v2');
    await night(3, 'other', 'v2');
    t.match(await drifted(), [
      {
        ...{ dataset: 'digits', channel: 'upstream:digits', seen: 'other' },
        ...{ since: /^2026-11-02T00:00/, lastAt: /^2026-11-03T00:00/ },
      },
    ]);
    const { body } = await app.inject('/');
    t.match(body, /<b>Drifted:<\/b> 1 source of a data set does not give what is pinned/);
    t.match(
      body,
      /<li>the source of data set digits gives other bytes than the pin since 2026-11-02 00:00 UTC; runs go on with the pinned bytes: <a href="\/channels\/upstream%3Adigits">/,
    );
    t.notMatch(body, /hush/);
    t.equal((await app.inject('/channels/upstream%3Adigits')).statusCode, 200);
    await night(4, 'same', 'v3');
    t.strictSame(await drifted(), []);
  },
);

t.test('a set that is pinned no more is no finding; pins that cannot be read hide nothing else', async (t) => {
  const { app, night, drifted, unpin, breakPins, log } = await drifting(t);
  await night(1, 'other', 'v2');
  t.equal((await drifted()).length, 1);
  breakPins();
  t.equal((await app.inject('/api/v1/status')).statusCode, 200);
  t.ok(log.lines.some(({ message }) => message.includes('the pins cannot be read')));
  t.strictSame(await drifted(), []);
  unpin();
  t.strictSame(await drifted(), []);
});
