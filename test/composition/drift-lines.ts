import t from 'tap';
import { driftLines } from '../../services/composition/drift-lines.ts';
import { loadConfig } from '../../services/config.ts';
import type { DatasetPin } from '../../services/core/model/pins.ts';
import { upstreamState } from '../../services/core/planning/source-watch.ts';
import { BENCHMARK, PLATFORM, testApi } from '../support/api.ts';
import { testFolder } from '../support/folder.ts';
import { pinFileOf, pinsOf } from '../support/planning.ts';

const configOf = (folder: string, environment: Record<string, string>) => loadConfig({ folder, environment }).config;

t.test(
  'what the service that runs knows of drifted sources; without one nothing is said and none is started',
  async (t) => {
    const { dataset } = pinsOf(BENCHMARK, PLATFORM);
    const pin: DatasetPin = { ...dataset, source: { kind: 'https', url: 'https://data.example/x' } };
    const file = pinFileOf(pinsOf(BENCHMARK, PLATFORM, { dataset: pin }));
    const { app, store } = await testApi(t, {
      deps: { pins: { load: async () => file, save: async () => undefined } },
    });
    const url = await app.listen({ host: '127.0.0.1', port: 0 });
    const there = configOf(testFolder(t), { PLUMBLINE_API_URL: url });
    t.same(await driftLines(there), []);
    await store.channels.resolved('default', [upstreamState(pin, 'v2', 'other', new Date('2026-11-26T02:30:00Z'))]);
    t.match(await driftLines(there), [
      {
        ...{ what: 'warning', ok: true },
        detail:
          'the source of data set digits gives other bytes than the pin since 2026-11-26 02:30 UTC; runs go on with the pinned bytes',
      },
    ]);
    t.same(await driftLines(configOf(testFolder(t), {})), []);
  },
);

t.test('a service that does not answer is said, and is no finding', async (t) => {
  const [line, ...more] = await driftLines(configOf(testFolder(t), { PLUMBLINE_API_URL: 'http://127.0.0.1:1' }));
  t.same(more, []);
  t.match(line, { what: 'not asked', ok: true, detail: /data sets still give what is pinned: .*127\.0\.0\.1:1/ });
});
