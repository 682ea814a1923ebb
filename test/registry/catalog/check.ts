import t from 'tap';
import { checkCatalog, formatCheck } from '../../../services/registry/catalog/check.ts';
import { createFindings, MAX_FINDINGS } from '../../../services/registry/catalog/finding.ts';
import { testFolder } from '../../support/folder.ts';
import { tinyWith, writeSmallCatalog } from '../../support/small-catalog.ts';

t.test('what is in a right catalog', async (t) => {
  const check = await checkCatalog(writeSmallCatalog(testFolder(t)));
  t.match(check, { valid: true, datasets: ['rows'], platforms: ['cpu-x86_64'], bases: ['debian'] });
  t.same(check.benchmarks, [{ name: 'tiny', title: 'Tiny', platforms: ['cpu-x86_64'], notRun: null }]);
  t.equal(formatCheck(check), '');
});

t.test('what is wrong in another', async (t) => {
  const check = await checkCatalog(writeSmallCatalog(testFolder(t), tinyWith('cpus: 1', 'cpus: many')));
  t.equal(check.valid, false);
  t.match(
    formatCheck(check),
    /^error: .*benchmark\.yaml:15:52 limits\.cpus: expected a number above 0 of at most 1024, found "many"$/,
  );
});

t.test('findings are bounded', async (t) => {
  const findings = createFindings();
  for (let count = 0; count <= MAX_FINDINGS; count++) findings.warn({ file: 'x', path: '', message: String(count) });
  t.equal(findings.all.length, MAX_FINDINGS);
});
