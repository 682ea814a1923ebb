import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Docker from 'dockerode';
import t from 'tap';
import type { PlumblineError } from '../../../services/core/errors.ts';
import type { PinFile } from '../../../services/core/model/pins.ts';
import { loadCatalog } from '../../../services/registry/catalog/load.ts';
import { buildCatalogImages, type CatalogImagesOptions } from '../../../services/registry/images/catalog-images.ts';
import type { ImageProgress } from '../../../services/registry/images/progress.ts';
import { checkPins } from '../../../services/registry/pins/check.ts';
import { testFolder } from '../../support/folder.ts';
import { removeByLabel, writeTinyImage } from '../../support/images.ts';
import { startRegistry } from '../../support/registry-server.ts';
import { onlyWheelsOf, writeWheel } from '../../support/wheel.ts';

// The real engine builds from the catalog's own Debian base (made by the first test that needs it, a minute; found by
// its label ever after) and a wheel made here, so no package index is asked.
t.setTimeout(300_000);

const docker = new Docker();
const folder = testFolder(t);
const index = join(folder, 'index');
const state = join(folder, 'state');
const root = join(folder, 'catalog');
const sha256 = writeWheel(index, { name: 'alpha', version: '1.0' });
const name = writeTinyImage(root, sha256);
const clock = { now: () => new Date('2026-01-02T03:04:05.000Z'), sleep: async () => undefined };
onlyWheelsOf(index);
t.teardown(() => removeByLabel(docker, `dev.plumbline.benchmark=${name}`));

async function build(options: Partial<CatalogImagesOptions> = {}) {
  const seen: ImageProgress[] = [];
  const catalog = options.catalog ?? (await loadCatalog(root));
  const all = {
    catalog,
    state,
    clock,
    from: 'debian',
    registry: null,
    docker,
    onProgress: (p: ImageProgress) => seen.push(p),
  } as const;
  return { ...(await buildCatalogImages({ ...all, ...options })), seen, phases: new Set(seen.map((p) => p.phase)) };
}

async function run(reference: string): Promise<string> {
  const container = await docker.createContainer({
    Image: reference,
    Cmd: ['python3', '/benchmark/train.py'],
    Tty: true,
    HostConfig: { NetworkMode: 'none', ReadonlyRootfs: true },
  });
  try {
    await container.start();
    await container.wait();
    return (await container.logs({ stdout: true, stderr: true })).toString();
  } finally {
    await container.remove({ force: true });
  }
}

let first: PinFile;

t.test('builds from wheels alone, without a network, and pins by content', async (t) => {
  const { file, seen, skipped } = await build();
  first = file;
  t.same(skipped, []);
  t.match(file, { schemaVersion: 1, resolvedAt: '2026-01-02T03:04:05.000Z' });
  const [pins] = file.pins;
  t.match(pins, {
    benchmark: name,
    platform: 'cpu-x86_64',
    image: { reference: /^sha256:[0-9a-f]{64}$/, kind: 'image-id', recipe: /^sha256:[0-9a-f]{64}$/ },
    base: { reference: /^sha256:[0-9a-f]{64}$/, kind: 'image-id' },
    lock: { packages: { alpha: '1.0' } },
    command: ['python3', 'train.py'],
    config: { epochs: 2 },
    dataset: { name: 'rows', digest: /^sha256:[0-9a-f]{64}$/, folder: join(root, 'datasets/rows') },
  });
  t.match(await run(pins?.image.reference as string), 'alpha 1.0');
  const steps = seen.filter((progress) => progress.phase === 'build' && progress.step !== undefined);
  t.equal(steps.at(0)?.step, 1);
  t.equal(steps.at(-1)?.step, steps.at(-1)?.total, 'every step of the build is seen');
  t.same(await checkPins(await loadCatalog(root), file), []);
});

t.test('a second call finds everything', async (t) => {
  const { file, phases } = await build();
  t.same([...phases], ['found']);
  t.same(file, first);
});

t.test('changed code is stale, and another image', async (t) => {
  writeFileSync(join(root, name, 'train.py'), 'print("changed")\n');
  const catalog = await loadCatalog(root);
  t.match(await checkPins(catalog, first), [
    { benchmark: name, kind: 'stale', reason: /^code\.train\.py changed from / },
  ]);
  const { file } = await build();
  t.not(file.pins[0]?.image.reference, first.pins[0]?.image.reference);
  t.equal(file.pins[0]?.base.reference, first.pins[0]?.base.reference);
  t.match(await run(file.pins[0]?.image.reference as string), 'changed');
  t.same(await checkPins(catalog, file), []);
});

t.test('pushed to a registry: the pin is its digest, and the image can be pulled by it', async (t) => {
  const registry = await startRegistry(testFolder(t));
  t.teardown(registry.stop);
  const { file } = await build({ registry: `${registry.address}/team` });
  const pin = file.pins[0]?.image;
  t.match(pin?.reference, new RegExp(`^${registry.address}/team/plumbline-${name}@sha256:[0-9a-f]{64}$`));
  t.equal(pin?.kind, 'registry-digest');
  await removeByLabel(docker, `dev.plumbline.benchmark=${name}`);
  const stream = await docker.pull(pin?.reference as string);
  for await (const _ of stream);
  t.match(await run(pin?.reference as string), 'changed');
  await t.rejects(build({ registry: '127.0.0.1:1/none' }), { code: 'PUSH_FAILED' });
});

t.test('a build that fails: its last lines, and the whole log in a file', async (t) => {
  const broken = join(testFolder(t), 'catalog');
  const other = writeTinyImage(broken, sha256, {
    Dockerfile: 'ARG BASE\nFROM $BASE\nRUN echo before the end && exit 7\n',
  });
  t.teardown(() => removeByLabel(docker, `dev.plumbline.benchmark=${other}`));
  const error = await build({ catalog: await loadCatalog(broken) }).catch((reason: PlumblineError) => reason);
  t.match(error, {
    code: 'IMAGE_BUILD_FAILED',
    message: /exit 7.* returned a non-zero code: 7.*\n {2}\| before the end/s,
  });
  const log = /log: (\S+)/.exec((error as PlumblineError).message)?.[1] as string;
  t.match(readFileSync(log, 'utf8'), 'before the end');
});

t.test('a build stops when it is told to', async (t) => {
  const slow = join(testFolder(t), 'catalog');
  writeTinyImage(slow, sha256, { Dockerfile: 'ARG BASE\nFROM $BASE\nRUN sleep 60\n' });
  const stop = new AbortController();
  const lines: string[] = [];
  const onProgress = (progress: ImageProgress) => {
    lines.push(progress.text);
    if (progress.step === 3) stop.abort(new Error('stopped by the test'));
  };
  await t.rejects(build({ catalog: await loadCatalog(slow), signal: stop.signal, onProgress }), {
    message: 'stopped by the test',
  });
  t.match(lines.at(-1), 'sleep 60');
});

t.test('only some benchmarks: the pins of the others are kept', async (t) => {
  const { file } = await build({ only: [], previous: first });
  t.same(file.pins, first.pins);
  await t.rejects(build({ only: ['nobody'] }), { code: 'UNKNOWN_BENCHMARK' });
});

t.test('a platform of another architecture is left to its own machine', async (t) => {
  const catalog = await loadCatalog(root);
  const arm = {
    ...catalog,
    platforms: catalog.platforms.map((platform) => ({ ...platform, architecture: 'arm64' as const })),
  };
  const { file, skipped } = await build({ catalog: arm });
  t.same(file.pins, []);
  t.match(skipped, [{ benchmark: name, platform: 'cpu-x86_64', reason: /this engine is / }]);
});

t.test('no engine', async (t) => {
  const nowhere = new Docker({ socketPath: join(testFolder(t), 'none.sock') });
  await t.rejects(build({ docker: nowhere }), { code: 'DOCKER_UNAVAILABLE' });
});
