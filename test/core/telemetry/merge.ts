import t from 'tap';
import { mergeFigures } from '../../../services/core/telemetry/merge.ts';

t.test('several looks are their mean, the newest counter, and all that slowed the device', async (t) => {
  t.same(
    mergeFigures([
      { clockMHz: 1980, temperature: 60, readBytes: 10, throttled: [] },
      { clockMHz: 1000, readBytes: 30, writtenBytes: 7, throttled: ['hardware slowdown'] },
      { clockMHz: 1001, throttled: ['heat', 'hardware slowdown'] },
    ]),
    { clockMHz: 1327, temperature: 60, readBytes: 30, writtenBytes: 7, throttled: ['hardware slowdown', 'heat'] },
  );
});

t.test('what nobody told is absent, and names are bounded', async (t) => {
  t.same(mergeFigures([]), {});
  t.same(
    mergeFigures([{ power: 100 }, {}]),
    { power: 100 },
    'a device that tells no reasons has none, not an empty list',
  );
  t.equal(mergeFigures([{ throttled: Array.from({ length: 20 }, (_, at) => `r${at}`) }]).throttled?.length, 16);
});
