import t from 'tap';
import { planNight } from '../../services/core/planning/night.ts';
import { channelMoves } from '../../services/scheduler/moves.ts';
import { catalogOf, countingIds, manifest, NIGHTLY, pinFileOf, pinsOf } from '../support/planning.ts';
import { temporaryStore } from '../support/store.ts';

const [a, b] = [manifest('a'), manifest('b')] as const;
const at = (instant: string, ids = countingIds(), ...pins: ReturnType<typeof pinsOf>[]) =>
  planNight({
    catalog: catalogOf(a, b),
    pinFile: pinFileOf(...pins),
    contents: new Map(),
    project: 'default',
    schedule: NIGHTLY,
    instant: new Date(instant),
    now: new Date(instant),
    ids,
  });

t.test('a move is the difference from the newest night of the same benchmark and platform', async (t) => {
  const store = await temporaryStore(t);
  const ids = countingIds();
  const first = at('2026-11-23T02:30:00Z', ids, pinsOf(a), pinsOf(b));
  t.strictSame(await channelMoves(store, first, ids), [], 'the first night moves nothing');
  await store.nights.plan(first.night, first.runs);

  const lock = { digest: `sha256:${'e'.repeat(64)}`, packages: { numpy: '2.0.0' } };
  const second = at('2026-11-24T02:30:00Z', ids, pinsOf(a, 'cpu-x86_64', { lock }), pinsOf(b));
  t.match(await channelMoves(store, second, ids), [
    {
      project: 'default',
      benchmark: 'a',
      platform: 'cpu-x86_64',
      at: '2026-11-24T02:30:00.000Z',
      changes: [{ factor: 'package:numpy', from: '1.26.4', to: '2.0.0' }],
    },
  ]);
});
