import t from 'tap';
import { nameLibraries, sharedObjects } from '../../../workers/environment/maps.ts';

const MAPS = `55d0c0a00000-55d0c0a2b000 r--p 00000000 fe:00 131 /usr/bin/python3.11
7f1c2e000000-7f1c2e021000 rw-p 00000000 00:00 0
7f1c30a00000-7f1c30a26000 r--p 00000000 fe:00 932 /usr/lib/x86_64-linux-gnu/libc.so.6
7f1c30a26000-7f1c30b7b000 r-xp 00026000 fe:00 932 /usr/lib/x86_64-linux-gnu/libc.so.6
7f1c30c00000-7f1c30c10000 r--p 00000000 fe:00 77 /opt/with space/libodd-1.2.so
7f1c30d00000-7f1c30d10000 r--p 00000000 fe:00 78 /opt/a/_core.cpython-311-x86_64-linux-gnu.so
7f1c30e00000-7f1c30e10000 r--p 00000000 fe:00 79 /opt/gone/libold.so.1 (deleted)
7f1c30f00000-7f1c30f10000 r--p 00000000 fe:00 80 /usr/share/locale/some.sort
7f1c30fa0000-7f1c30fb0000 r--p 00000000 fe:00 81 /etc/ld.so.cache
7ffd1a2b3000-7ffd1a2d4000 rw-p 00000000 00:00 0 [stack]
`;

t.test('the shared objects of a process', async (t) => {
  t.same(sharedObjects(MAPS), [
    '/usr/lib/x86_64-linux-gnu/libc.so.6',
    '/opt/with space/libodd-1.2.so',
    '/opt/a/_core.cpython-311-x86_64-linux-gnu.so',
  ]);
  t.same(sharedObjects(''), []);
});

t.test('names stay apart, whatever the order', async (t) => {
  const paths = ['/opt/b/_core.so', '/lib/libm.so.6', '/opt/a/_core.so'];
  const expected = [
    ['/opt/b/_core.so', '/opt/b/_core.so'],
    ['_core.so', '/opt/a/_core.so'],
    ['libm.so.6', '/lib/libm.so.6'],
  ];
  t.same([...nameLibraries(paths)].sort(), expected);
  t.same([...nameLibraries(paths.reverse())].sort(), expected);
});
