import t from 'tap';
import { failureSignature } from '../../../services/core/attribution/failure-signature.ts';

const crash = (text: string) => failureSignature('exit-nonzero', `exit code 1: ${text}`);

t.test('the same failure has one signature over runs', async (t) => {
  for (const [one, other] of [
    ['ValueError: loss is 3.25e-7 at step 1,200', 'ValueError: loss is 17 at step 3'],
    ['TypeError: <Net object at 0x7f3a2b10>', 'TypeError: <Net object at 0x55d0ffee>'],
    ["OSError: cannot write '/tmp/tmpab12_x9z/model.pt'", "OSError: cannot write '/tmp/tmpzz99qq00/model.pt'"],
    ["OSError: no '/tmp/job-17a/cache/model.pt'", "OSError: no '/var/tmp/other/model.pt'"],
    ['OSError: /dev/shm/sem.x1', 'OSError: /dev/shm/sem.y2'],
    ['OSError: in tmp.Xy12AbcD', 'OSError: in tmpk3j_99ab'],
    ['ImportError: /usr/lib/python3.11/site-packages/a/b.so', 'ImportError: /opt/venv/a/b.so'],
    ['Error: job 123e4567-e89b-12d3-a456-426614174000', 'Error: job 00000000-e89b-12d3-a456-426614174999'],
    ['Error: commit 4fed796ab1', 'Error: commit 0a1b2c3d4e'],
    ['Error: at 12:30:01.5', 'Error: at 09:00:59.1'],
    ['\u001B[31mError:\u001B[0m  late', 'Error: late'],
    ['\uFFFD[31mError: late\uFFFD[0m', 'Error: late'],
  ] as const)
    t.equal(crash(one), crash(other), one);
});

t.test('different failures have different ones', async (t) => {
  const texts = [
    "ModuleNotFoundError: No module named 'jax'",
    "ModuleNotFoundError: No module named 'torch'",
    'RuntimeError: no device',
    'TypeError: expected float32',
    'TypeError: expected float64',
    "FileNotFoundError: '/data/train.csv'",
    "FileNotFoundError: '/data/test.csv'",
    'RuntimeError: decades added',
  ];
  t.equal(new Set(texts.map(crash)).size, texts.length);
  t.equal(crash('RuntimeError: decades added'), 'exit-nonzero: exit code 1: RuntimeError: decades added');
});

t.test('the exit code tells failures apart; memory and time are failures of their own', async (t) => {
  t.not(failureSignature('exit-nonzero', 'exit code 1'), failureSignature('exit-nonzero', 'exit code 3'));
  t.equal(
    failureSignature('exit-nonzero', 'exit code 139 (SIGSEGV): line 7'),
    'exit-nonzero: exit code 139 (SIGSEGV): line <number>',
  );
  t.equal(failureSignature('out-of-memory', 'went over its limit of 512 MiB'), 'out-of-memory');
  t.equal(failureSignature('time-out', 'not finished after its limit of 60 s'), 'time-out');
  t.equal(failureSignature('invalid-metric', ''), 'invalid-metric');
  t.equal(failureSignature('missing-metric', 'no accuracy'), 'missing-metric: no accuracy');
});

t.test('a signature is bounded, however long a detail is', async (t) => {
  t.equal(crash('/a'.repeat(100_000)).length < 201, true);
  t.equal(crash('word '.repeat(100_000)).length, 200);
});
