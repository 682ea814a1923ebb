import t from 'tap';
import { PlumblineError } from '../../services/core/errors.ts';
import { classifyEnd, classifyFailure, classifyMetrics, isUnfinished, withLastWords } from '../../workers/outcome.ts';

const LIMITS = { timeoutSeconds: 60, memoryMiB: 512 };
const end = (exitCode: number, more = {}) =>
  classifyEnd({ exitCode, oomKilled: false, killedBy: null, ...more }, LIMITS);

t.test('how a container ended', async (t) => {
  t.equal(end(0), null, 'the metrics say the rest');
  t.equal(end(0, { oomKilled: true }), null, 'a helper process was lost and the script did its work');
  t.match(end(1), { outcome: 'exit-nonzero', detail: 'exit code 1' });
  t.match(end(1, { oomKilled: true }), { outcome: 'out-of-memory', detail: /512 MiB/ });
  t.match(end(137, { oomKilled: true }), { outcome: 'out-of-memory' });
  t.match(end(137), { outcome: 'container-killed', detail: /SIGKILL/ });
  t.match(end(143), { outcome: 'container-killed', detail: /SIGTERM/ });
  t.match(end(137, { killedBy: 'time-out' }), { outcome: 'time-out', detail: /60 s/ });
  t.match(end(137, { killedBy: 'cancel' }), { outcome: 'cancelled' });
  t.match(end(139), { outcome: 'exit-nonzero', detail: 'exit code 139 (SIGSEGV)' }, 'a crash is not infrastructure');
});

t.test('a failure ends with what the run said last', async (t) => {
  const failed = { outcome: 'exit-nonzero', detail: 'exit code 1' } as const;
  t.same(withLastWords(failed, 'KeyError: 1'), { outcome: 'exit-nonzero', detail: 'exit code 1: KeyError: 1' });
  t.equal(withLastWords(failed, ''), failed);
  const late = { outcome: 'time-out', detail: 'not finished after its limit of 1 s' } as const;
  t.equal(withLastWords(late, 'epoch 3'), late, 'what it was doing says nothing');
});

t.test('what its metrics say', async (t) => {
  const reduction = { outcome: 'missing-metric' as const, detail: 'no accuracy', measurements: [] };
  t.same(classifyMetrics(reduction), { outcome: 'missing-metric', detail: 'no accuracy' });
});

t.test('what could not be carried out is the infrastructure’s', async (t) => {
  for (const [code, outcome] of [
    ['NOT_PINNED', 'not-pinned'],
    ['DOCKER_UNAVAILABLE', 'docker-unavailable'],
    ['IMAGE_MISSING', 'image-missing'],
    ['PULL_FAILED', 'pull-failed'],
    ['DATASET_MISSING', 'dataset-missing'],
    ['DATASET_CORRUPT', 'dataset-corrupt'],
    ['DISK_FULL', 'disk-full'],
    ['DEVICE_MISSING', 'device-missing'],
    ['ENGINE_REFUSED', 'worker-error'],
  ] as const) {
    t.same(classifyFailure(new PlumblineError(code, 'why')), { outcome, detail: 'why' });
  }
  t.same(classifyFailure(new TypeError('a defect')), { outcome: 'worker-error', detail: 'a defect' });
  t.same(classifyFailure('text'), { outcome: 'worker-error', detail: 'text' });
});

t.test('what a drain or a lost claim makes of an attempt', async (t) => {
  t.equal(isUnfinished(null, null, 'docker-unavailable'), true, 'it never ended');
  t.equal(isUnfinished(137, 'drain', 'container-killed'), true, 'stopped for the drain');
  t.equal(isUnfinished(0, 'drain', 'measured'), true, 'asked to save itself and go: no result');
  t.equal(isUnfinished(137, null, 'container-killed'), true, 'an engine that goes away kills too');
  t.equal(isUnfinished(137, 'time-out', 'time-out'), false, 'its time was over before');
  t.equal(isUnfinished(137, null, 'out-of-memory'), false, 'so was its memory');
  t.equal(isUnfinished(0, null, 'measured'), false);
});
