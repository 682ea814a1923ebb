import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import t from 'tap';
import numpyPromotion from '../../../bench/attribution/cases/numpy-promotion.ts';
import { createDriver } from '../../../bench/attribution/driver.ts';
import { runCase } from '../../../bench/attribution/run-case.ts';

// One case as it really is: wheels from the index, images from the engine, runs from the worker through the queue.
// Five packages move together and only one is guilty; that one alone cannot even be installed.

t.setTimeout(600_000);

t.test(numpyPromotion.title, async (t) => {
  const state = mkdtempSync(join(tmpdir(), 'plumbline-test-live-'));
  t.teardown(() => rmSync(state, { recursive: true, force: true }));
  const driver = createDriver(numpyPromotion, state, join(state, 'catalog'), (text) => t.comment(text));
  const { row, detail } = await runCase(numpyPromotion, driver, state);
  t.comment(`${row.found}: ${row.decisions} decisions, ${row.runs} runs, ${row.minutes.toFixed(1)} min`);
  const { conclusion, changes } = detail.search;
  t.equal(changes.length, 5);
  t.match(conclusion, { outcome: 'found', factors: [{ factor: 'package:numpy', from: '1.26.4', to: '2.0.0' }] });
  t.ok(conclusion?.necessity !== null, 'all new with numpy old is good');
  t.ok((conclusion?.effect ?? 0) < -0.3, 'by more than 30 %');
  t.ok(row.decisions <= (row.bound ?? 0), `${row.decisions} decisions are within the bound of ${row.bound}`);
});
