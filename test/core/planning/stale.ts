import t from 'tap';
import { staleness } from '../../../services/core/planning/stale.ts';
import { CONTENT, catalogOf, DIGEST, manifest, pinsOf } from '../../support/planning.ts';

const entry = manifest('a');
const dataset = catalogOf(entry).datasets[0];

t.test('pins that say what the catalog says hold', async (t) => {
  t.strictSame(staleness(pinsOf(entry), entry, dataset, CONTENT), []);
  t.strictSame(staleness(pinsOf(entry), entry, dataset, null), []);
});

t.test('every part that moved is named with both values', async (t) => {
  const cases: [Parameters<typeof pinsOf>[2], string][] = [
    [{ methodVersion: 2 }, 'method version is pinned as 2 and is now 1'],
    [{ command: ['python'] }, 'command is pinned as ["python"] and is now ["python","train.py"]'],
    [{ config: { ...entry.config, epochs: 9 } }, 'config epochs is pinned as 9 and is now 3'],
    [{ config: { epochs: 3, augment: false } }, 'config optimizer is pinned as absent and is now "sgd"'],
    [{ env: { ...entry.env, A: '1' } }, 'env A is pinned as "1" and is now absent'],
    [{ code: { 'train.py': 'f' } }, `code train.py is pinned as "f" and is now "${'c'.repeat(64)}"`],
    [{ lock: { digest: 'sha256:0', packages: {} } }, `lock is pinned as "sha256:0" and is now "${DIGEST}"`],
  ];
  for (const [change, expected] of cases) {
    t.strictSame(staleness(pinsOf(entry, 'cpu', change), entry, dataset, CONTENT), [expected]);
  }
});

t.test('a data set of another version, with other files or without a file is named', async (t) => {
  const newer = manifest('a', { dataset: { name: 'digits', version: '1.1' } });
  t.match(staleness(pinsOf(entry), newer, dataset, CONTENT), [
    'data set is pinned as "digits 1.0" and is now "digits 1.1"',
    /data set digest is pinned as "sha256:[0-9a-f]{64}" and is now "no file for digits 1.1"/,
  ]);
  t.match(staleness(pinsOf(entry), entry, undefined, CONTENT), [/no file for digits 1\.0/]);
  const edited = { folder: '', manifest: { ...(dataset as NonNullable<typeof dataset>).manifest, files: [] } };
  t.match(staleness(pinsOf(entry), entry, edited, CONTENT), [/^data set digest is pinned as "sha256:.*now "sha256:/]);
});
