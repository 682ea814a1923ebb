import t from 'tap';
import { sha256Hex } from '../../../services/core/model/identity.ts';
import type { PushedResult } from '../../../services/core/model/pushed.ts';
import { planPush } from '../../../services/core/pushed/plan.ts';
import { catalogOf, countingIds, manifest, pinFileOf, pinsOf } from '../../support/planning.ts';
import { aResult } from '../../support/pushes.ts';

const NOW = '2026-11-01T02:01:00.000Z';
const own = manifest('toy');
const [platform = ''] = own.platforms;

function plan(change: Partial<PushedResult>, pinned = false) {
  const result = aResult(change);
  return planPush({
    ...{ result, digest: `sha256:${sha256Hex(JSON.stringify(result))}`, catalog: catalogOf(own), project: 'default' },
    ...{ pinFile: pinned ? pinFileOf(pinsOf(own, platform)) : null, now: new Date(NOW), ids: countingIds() },
  });
}

const ofCatalog = {
  benchmark: 'toy',
  platform,
  metrics: undefined,
  measurements: [{ metric: 'throughput', value: 9 }],
};

t.test('a result is an ended run of a night that closes when it is quiet', async (t) => {
  const push = plan({ log: 'ü', logDropped: 5, tainted: ['busy'] });
  t.match(push, {
    origin: { source: { name: 'slurm' }, receivedAt: NOW, unknown: ['stack', 'host'] },
    run: { purpose: 'pushed', nightId: null, seed: 1, pins: { image: { kind: 'observed' } }, createdAt: NOW },
    report: { outcome: 'measured', logBytes: 2, logDropped: 5, tainted: ['busy'], exitCode: 0 },
    night: { schedule: 'push', instant: '2026-11-01T00:00:00.000Z', quietUntil: '2026-11-01T02:31:00.000Z' },
  });
  t.equal(plan({ last: true }).night.quietUntil, NOW);
  t.equal(plan({ exitCode: undefined }).report.exitCode, null);
});

t.test('a benchmark of the catalog has its metrics, its limits and, for a pinned image, its pins', async (t) => {
  const image = pinsOf(own, platform).image.reference;
  const environment = { image, stack: { python: '3.11' }, host: { kernel: '6.1' } };
  const push = plan({ ...ofCatalog, environment }, true);
  t.same(push.run.limits, own.limits);
  t.equal(push.run.pins.image.reference, image);
  t.same(push.origin.unknown, []);
  t.match(push.report, { stack: { python: '3.11' }, host: { kernel: '6.1', host: 'laptop-a' } });
  t.equal(plan({ ...ofCatalog, environment }).run.pins.image.kind, 'observed', 'nothing is pinned');
  t.throws(() => plan({ ...ofCatalog, platform: 'nowhere' }), { code: 'UNKNOWN_PLATFORM', message: /known: / });
});

t.test('its key is the id of its source, or its content', async (t) => {
  t.equal(plan({}).key, plan({ seed: 2 }).key);
  t.not(plan({}).key, plan({ platform: 'other' }).key, 'another platform’s token takes no id away');
  const source = { name: 'laptop' };
  t.equal(plan({ source }).key, plan({ source }).key);
  t.not(plan({ source }).key, plan({ source, seed: 2 }).key);
});
