import t from 'tap';
import { NO_CONTENTS, normalisePackage, readProbe } from '../../../workers/environment/probe-output.ts';

const OUTPUT = `@uid
1000
@os
NAME="Debian GNU/Linux"
PRETTY_NAME="Debian GNU/Linux 12 (bookworm)"
@dpkg
ii \tlibc6\t2.36-9+deb12u13
rc \tremoved\t1
ii \tbase-files\t12.4+deb12u12
@alternatives
libblas.so.3-x86_64-linux-gnu\t/usr/lib/x86_64-linux-gnu/openblas-pthread/libblas.so.3
@python
3.11.2
NumPy\t1.26.4
ml_dtypes\t0.5.0
numpy\t9.9.9
`;

t.test('what an image holds', async (t) => {
  t.same(readProbe(OUTPUT), {
    os: 'Debian GNU/Linux 12 (bookworm)',
    uid: 1000,
    osPackages: { 'base-files': '12.4+deb12u12', libc6: '2.36-9+deb12u13' },
    python: '3.11.2',
    packages: { 'ml-dtypes': '0.5.0', numpy: '1.26.4' },
    alternatives: {
      'libblas.so.3-x86_64-linux-gnu': '/usr/lib/x86_64-linux-gnu/openblas-pthread/libblas.so.3',
    },
  });
});

t.test('an image without any of it', async (t) => {
  t.same(readProbe(''), NO_CONTENTS);
  t.same(readProbe('@uid\n@os\n@dpkg\n@alternatives\n@python\n'), NO_CONTENTS);
  t.equal(readProbe("@os\nPRETTY_NAME='Alpine Linux v3.20'\n").os, 'Alpine Linux v3.20');
  t.equal(readProbe('@os\nPRETTY_NAME=Plain\n').os, 'Plain');
});

t.test('names of packages are written in one way', async (t) => {
  t.equal(normalisePackage('Foo__Bar.baz-.-Qux'), 'foo-bar-baz-qux');
});
