import t from 'tap';
import { pipError, targetArguments } from '../../../services/registry/lock/pip.ts';

t.test('wheels for the image: its Python, its C library, newest platform first, never a source package', async (t) => {
  const args = targetArguments({ python: '3.11', architecture: 'amd64', suite: 'bookworm' });
  t.same(args.slice(0, 4), [
    '--only-binary=:all:',
    '--implementation=cp',
    '--python-version=3.11',
    '--platform=manylinux_2_36_x86_64',
  ]);
  t.same(args.slice(-3), [
    '--platform=manylinux_2_17_x86_64',
    '--platform=manylinux2014_x86_64',
    '--platform=linux_x86_64',
  ]);
  const arm = targetArguments({ python: '3.13', architecture: 'arm64', suite: 'trixie' });
  t.ok(arm.includes('--platform=manylinux_2_41_aarch64'));
  t.notOk(arm.some((arg) => arg.includes('x86_64')));
});

t.test("pip's own words, bounded and without addresses", async (t) => {
  const error = pipError('x', [
    'Looking in indexes: https://user:secret@example.test/simple',
    'ERROR: No matching distribution found for numpy==99',
  ]);
  t.match(error, { code: 'RESOLVE_FAILED', message: 'x: ERROR: No matching distribution found for numpy==99' });
  const other = pipError('x', ['could not reach https://user:secret@example.test/simple']);
  t.notMatch(other.message, 'secret');
  t.match(other.message, '<address>');
  t.ok(
    pipError(
      'x',
      Array.from({ length: 100 }, () => `ERROR: ${'y'.repeat(4000)}`),
    ).message.length < 2000,
  );
});

t.test('bytes that differ from the lock are told apart', async (t) => {
  const tail = [
    'ERROR: THESE PACKAGES DO NOT MATCH THE HASHES FROM THE REQUIREMENTS FILE.',
    '    Expected sha256 aa',
    '         Got        bb',
  ];
  t.match(pipError('x', tail), { code: 'WHEEL_HASH_MISMATCH', message: /Expected sha256 aa · Got\s+bb/ });
});
