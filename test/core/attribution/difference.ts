import t from 'tap';
import { factorDifference, pinsDifference, runDifference } from '../../../services/core/attribution/difference.ts';
import { aHost, aStack, somePins } from '../../support/builders.ts';

const digest = (digit: string) => `sha256:${digit.repeat(64)}`;

t.test('equal environments have no difference', async (t) => {
  const environment = { stack: aStack(), host: aHost() };
  t.same(factorDifference(environment, environment), []);
  t.same(pinsDifference(somePins(), somePins()), []);
});

t.test('names every part of the stack that differs, at every depth', async (t) => {
  const bad = aStack({
    os: 'Debian GNU/Linux 13 (trixie)',
    osPackages: { libc6: '2.41', zlib1g: '1.3' },
    python: '3.12.1',
    packages: { numpy: '2.0.0', 'ml-dtypes': '0.4' },
    lock: digest('9'),
    imageEnv: { OMP_NUM_THREADS: '8', PATH: '/bin' },
    env: { OMP_NUM_THREADS: '2', EMPTY: '' },
    code: { 'train.py': 'e'.repeat(64) },
    command: ['python3', 'train.py'],
    config: { epochs: 5, fast: true },
    dataset: { name: 'digits', version: '2', files: { 'digits.csv': 'f'.repeat(64) } },
    harness: '2',
  });
  const good = aStack({ packages: { numpy: '1.26.4', scipy: '1.11' } });
  t.same(factorDifference({ stack: good, host: null }, { stack: bad, host: aHost() }), [
    { factor: 'code:train.py', from: 'c'.repeat(64), to: 'e'.repeat(64) },
    { factor: 'config:epochs', from: '3', to: '5' },
    { factor: 'config:fast', from: '', to: 'true' },
    { factor: 'env:EMPTY', from: '', to: '""' },
    { factor: 'env:OMP_NUM_THREADS', from: '1', to: '2' },
    { factor: 'env:PATH', from: '', to: '/bin' },
    { factor: 'command', from: 'python train.py', to: 'python3 train.py' },
    { factor: 'dataset:digits.csv', from: 'd'.repeat(64), to: 'f'.repeat(64) },
    { factor: 'package:ml-dtypes', from: '', to: '0.4' },
    { factor: 'package:numpy', from: '1.26.4', to: '2.0.0' },
    { factor: 'package:scipy', from: '1.11', to: '' },
    { factor: 'python', from: '3.11.2', to: '3.12.1' },
    { factor: 'base', from: 'Debian GNU/Linux 12 (bookworm)', to: 'Debian GNU/Linux 13 (trixie)' },
    { factor: 'os-package:libc6', from: '2.36-9+deb12u9', to: '2.41' },
    { factor: 'os-package:zlib1g', from: '', to: '1.3' },
    { factor: 'harness', from: '1', to: '2' },
  ]);
});

t.test('the lock is a factor of its own where the versions are the same', async (t) => {
  const relocked = aStack({ lock: digest('9') });
  t.same(factorDifference({ stack: aStack(), host: null }, { stack: relocked, host: null }), [
    { factor: 'lock', from: digest('3'), to: digest('9') },
  ]);
  const pins = somePins({ lock: { digest: digest('9'), packages: { numpy: '1.26.4' } } });
  t.same(
    pinsDifference(somePins(), pins).map(({ factor }) => factor),
    ['lock'],
  );
});

t.test('names every part of the host that differs; what could not be read is no difference', async (t) => {
  const library = (buildId: string, bytes = 10) => ({ path: '/usr/lib/libopenblas.so.0', buildId, bytes });
  const device = (driver: string, uuid: string) => ({ vendor: 'nvidia', model: 'H100', uuid, driver, firmware: '96' });
  const good = aHost({
    libraries: { 'libopenblas.so.0': library('aa'), 'libgcc.so.1': library('', 10) },
    accelerators: [device('535', 'one')],
    governor: '',
  });
  const bad = aHost({
    host: 'host-b',
    kernel: '6.2.0',
    cpuModel: 'Other CPU',
    microcode: '0x2',
    cpus: 4,
    memoryMiB: 8192,
    engine: { docker: '27.0' },
    libraries: { 'libopenblas.so.0': library('bb'), 'libgcc.so.1': library('', 11) },
    alternatives: { 'libblas.so.3': '/usr/lib/openblas/libblas.so.3' },
    accelerators: [device('550', 'two')],
    governor: 'powersave',
  });
  t.same(factorDifference({ stack: null, host: good }, { stack: aStack(), host: bad }), [
    {
      factor: 'library:libgcc.so.1',
      from: '/usr/lib/libopenblas.so.0 (10 bytes)',
      to: '/usr/lib/libopenblas.so.0 (11 bytes)',
    },
    { factor: 'library:libopenblas.so.0', from: 'aa', to: 'bb' },
    { factor: 'alternative:libblas.so.3', from: '', to: '/usr/lib/openblas/libblas.so.3' },
    { factor: 'driver:nvidia', from: '535', to: '550' },
    { factor: 'kernel', from: '6.1.0', to: '6.2.0' },
    { factor: 'microcode', from: '0x1', to: '0x2' },
    { factor: 'engine:docker', from: '20.10.24', to: '27.0' },
    { factor: 'device:0', from: 'nvidia H100 one', to: 'nvidia H100 two' },
    { factor: 'cpu', from: 'Some CPU', to: 'Other CPU' },
    { factor: 'cpus', from: '2', to: '4' },
    { factor: 'memory', from: '4096 MiB', to: '8192 MiB' },
    { factor: 'host', from: 'host-a', to: 'host-b' },
  ]);
});

t.test('settings of accelerators are factors of their own', async (t) => {
  const device = { vendor: 'nvidia', model: 'H100', uuid: 'one', driver: '550', firmware: '96' };
  const told = { ...device, memoryMiB: 81_559, ecc: 'on', mig: 'off', powerLimitWatts: 700 };
  const changed = { ...told, memoryMiB: 95_000, ecc: 'off', mig: 'on', powerLimitWatts: 500, firmware: '' };
  const changes = (good: object[], bad: object[]) =>
    factorDifference(
      { stack: null, host: aHost({ accelerators: good as (typeof told)[] }) },
      { stack: null, host: aHost({ accelerators: bad as (typeof told)[] }) },
    );
  t.same(changes([told], [changed]), [
    { factor: 'ecc:nvidia', from: 'on', to: 'off' },
    { factor: 'mig:nvidia', from: 'off', to: 'on' },
    { factor: 'power-limit:nvidia', from: '700 W', to: '500 W' },
    { factor: 'device-memory:nvidia', from: '81559 MiB', to: '95000 MiB' },
  ]);
  t.same(changes([device], [told]), [], 'an older record without them is no difference');
  const two = [told, { ...told, uuid: 'two', firmware: '97' }];
  t.same(changes(two, [two[0] as object, { ...two[1], powerLimitWatts: 600 }]), [
    { factor: 'power-limit:nvidia', from: '700 W', to: '600 W, 700 W' },
  ]);
  t.same(changes([], [told]), [{ factor: 'device:0', from: '', to: 'nvidia H100 one' }], 'a device more is one change');
  t.same(changes([told], []), [{ factor: 'device:0', from: 'nvidia H100 one', to: '' }], 'and so is one less');
});

const image = (reference: string, recipe?: string) =>
  ({ reference: digest(reference), kind: 'image-id', ...(recipe ? { recipe: digest(recipe) } : {}) }) as const;

t.test('pins of images that we built differ by their parts, never by an image id', async (t) => {
  const good = somePins({ image: image('1', 'a') });
  const moved = somePins({
    image: image('8', 'b'),
    base: { reference: digest('7'), kind: 'image-id' },
    lock: { digest: digest('9'), packages: { numpy: '2.0.0' } },
    config: { epochs: 4 },
    dataset: { ...good.dataset, files: [{ path: 'digits.csv', sha256: '5'.repeat(64), bytes: 100 }] },
  });
  t.same(pinsDifference(good, moved), [
    { factor: 'config:epochs', from: '3', to: '4' },
    { factor: 'dataset:digits.csv', from: 'd'.repeat(64), to: '5'.repeat(64) },
    { factor: 'package:numpy', from: '1.26.4', to: '2.0.0' },
    { factor: 'base', from: digest('2'), to: digest('7') },
  ]);
  t.same(pinsDifference(good, somePins({ image: image('8', 'a') })), [], 'built again from the same recipe');
});

t.test('a recipe that differs though its other parts are equal is another Dockerfile', async (t) => {
  const good = somePins({ image: image('1', 'a') });
  const bad = somePins({ image: image('8', 'b'), config: { epochs: 4 } });
  t.same(pinsDifference(good, bad), [
    { factor: 'config:epochs', from: '3', to: '4' },
    { factor: 'dockerfile', from: 'recipe aaaaaaaaaaaa', to: 'recipe bbbbbbbbbbbb' },
  ]);
});

t.test('an image that others built is a factor of its own, beside what the pins say of its parts', async (t) => {
  const opaque = somePins({ image: image('8'), lock: { digest: digest('9'), packages: { numpy: '2.0.0' } } });
  const expected = [
    { factor: 'package:numpy', from: '1.26.4', to: '2.0.0' },
    { factor: 'image', from: digest('1'), to: digest('8') },
  ];
  t.same(pinsDifference(somePins(), opaque), expected);
  t.same(pinsDifference(somePins({ image: image('1', 'a') }), opaque), expected, 'on one side too');
});

t.test('the same bytes from another place are the same data', async (t) => {
  const { dataset } = somePins();
  const [file] = dataset.files;
  const source = { kind: 'file' } as const;
  const files = [{ ...(file as (typeof dataset.files)[0]), source, folder: '/elsewhere' }];
  t.same(pinsDifference(somePins(), somePins({ dataset: { ...dataset, version: '2', files } })), []);
});

t.test('between runs, what was pinned says what no observation names', async (t) => {
  const good = { stack: aStack(), host: aHost(), pins: somePins() };
  const pins = somePins({
    image: image('8'),
    base: { reference: digest('7'), kind: 'image-id' },
    lock: { digest: digest('9'), packages: { numpy: '2.0.0' } },
  });
  const stack = aStack({ lock: digest('9'), packages: { numpy: '2.0.0+cpu' } });
  t.same(runDifference(good, { stack, host: aHost({ kernel: '6.2.0' }), pins }), [
    { factor: 'package:numpy', from: '1.26.4', to: '2.0.0+cpu' },
    { factor: 'base', from: digest('2'), to: digest('7') },
    { factor: 'image', from: digest('1'), to: digest('8') },
    { factor: 'kernel', from: '6.1.0', to: '6.2.0' },
  ]);
});

t.test('the pins of what another system ran differ in nothing that is known', async (t) => {
  const observed = somePins({ config: {}, image: { reference: somePins().image.reference, kind: 'observed' } });
  t.same(pinsDifference(somePins(), observed), []);
  t.same(pinsDifference(observed, somePins()), []);
});
