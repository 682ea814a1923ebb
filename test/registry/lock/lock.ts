import t from 'tap';
import {
  formatLock,
  lockDigest,
  MAX_LOCKED_PACKAGES,
  normalName,
  parseLock,
} from '../../../services/registry/lock/lock.ts';

const A = 'a'.repeat(64);
const B = 'b'.repeat(64);

t.test('reads what it writes', async (t) => {
  const packages = [
    { name: 'zeta', version: '1.0+cpu', sha256: [B, A] },
    { name: 'alpha', version: '2!1.0rc1', sha256: [A] },
  ];
  const text = formatLock(packages, 'Two packages.');
  t.equal(
    text,
    `# Two packages.\nalpha==2!1.0rc1 \\\n    --hash=sha256:${A}\nzeta==1.0+cpu \\\n    --hash=sha256:${A} \\\n    --hash=sha256:${B}\n`,
  );
  t.same(parseLock(text), {
    packages: [
      { name: 'alpha', version: '2!1.0rc1', sha256: [A] },
      { name: 'zeta', version: '1.0+cpu', sha256: [A, B] },
    ],
    problems: [],
  });
});

t.test('names are normalised, comments and Windows line ends are taken', async (t) => {
  t.equal(normalName('Foo.Bar__baz'), 'foo-bar-baz');
  t.same(parseLock(`Foo.Bar==1 --hash=sha256:${A} # why\r\n\r\n`).packages, [
    { name: 'foo-bar', version: '1', sha256: [A] },
  ]);
});

t.test('whatever is not a pinned, hashed package is a problem', async (t) => {
  for (const [line, expected] of [
    ['-e .', /found -e \./],
    ['--index-url https://user:secret@example.test/simple', /found --index-url https:\/\/…@example\.test/],
    ['numpy>=1.0', /expected NAME==VERSION/],
    ['numpy', /expected NAME==VERSION/],
    [`numpy @ https://example.test/n.whl --hash=sha256:${A}`, /expected NAME==VERSION/],
    [`numpy==1.* --hash=sha256:${A}`, /expected NAME==VERSION/],
    [`numpy==1; python_version<"4" --hash=sha256:${A}`, /expected NAME==VERSION/],
    ['numpy==1', /numpy has no --hash/],
    ['numpy==1 --hash=md5:00', /numpy has a hash that is not sha256/],
    [`numpy==1 --hash=sha256:${A}\nNumPy==1 --hash=sha256:${A}`, /numpy is locked twice/],
    ['numpy==1 \\', /numpy has no --hash/],
    ['x'.repeat(300), /…$/],
  ] as const) {
    t.match(parseLock(`# head\n${line}`).problems.at(-1)?.message, expected, line.slice(0, 40));
  }
  t.equal(parseLock('# head\n\n-e .').problems[0]?.line, 3);
});

t.test('bounded', async (t) => {
  const text = Array.from({ length: MAX_LOCKED_PACKAGES + 1 }, (_, index) => `p${index}==1 --hash=sha256:${A}`).join(
    '\n',
  );
  t.match(parseLock(text), { packages: [], problems: [{ message: /more than/ }] });
});

t.test('the digest is of the bytes', async (t) => {
  t.equal(lockDigest(''), 'sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855');
});
