import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import t from 'tap';
import { systemClock } from '../../../services/composition/clock.ts';
import type { Measurement } from '../../../services/core/model/run.ts';
import { loadCatalog } from '../../../services/registry/catalog/load.ts';
import { buildCatalogImages } from '../../../services/registry/images/catalog-images.ts';
import { startTestWorker, uniqueId } from '../../support/worker.ts';

// The catalog's own canary: built from its empty lock, and run by a worker in the sandbox, three times.
t.setTimeout(300_000);

t.test('the canary builds without a wheel, and says how fast this machine is', async (t) => {
  const { door, state, worker } = await startTestWorker(t);
  t.ok(worker);
  const catalog = await loadCatalog(fileURLToPath(new URL('../../../benchmarks', import.meta.url)));
  const { file } = await buildCatalogImages({
    catalog,
    state: join(state, 'images-state'),
    clock: systemClock,
    from: 'debian',
    registry: null,
    only: ['canary-cpu'],
  });
  const pins = file.pins[0];
  const manifest = catalog.benchmarks.find((one) => one.manifest.name === 'canary-cpu')?.manifest;
  if (pins === undefined || manifest === undefined) throw new Error('canary-cpu is not in the catalog');
  t.same(pins.lock.packages, {});
  const value = (measurements: readonly Measurement[], name: string) =>
    measurements.find(({ metric }) => metric === name)?.value ?? 0;
  for (const attempt of [1, 2, 3]) {
    const { limits, metrics } = manifest;
    const runId = uniqueId('run');
    door.giveRun({ runId, attempt: 1, seed: 1, pins, limits, metrics: [...metrics] });
    const report = await door.reported(runId);
    t.match(report, { outcome: 'measured', detail: '' });
    t.equal(value(report.measurements, 'correct'), 1, 'every result is the expected one');
    for (const name of ['compute', 'memory', 'hashing']) t.ok(value(report.measurements, name) > 0, name);
    const seconds = (Date.parse(report.endedAt) - Date.parse(report.startedAt)) / 1000;
    t.comment(
      `run ${attempt}: ${seconds} s, ${report.measurements.map((one) => `${one.metric} ${one.value}`).join(', ')}`,
    );
    t.comment(report.tainted.join('; '));
  }
});
