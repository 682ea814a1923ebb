import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Docker from 'dockerode';
import type { Test } from 'tap';
import type { Pins } from '../../services/core/model/pins.ts';
import { createCatalogSource, loadCatalog } from '../../services/registry/catalog/load.ts';
import { buildCatalogImages } from '../../services/registry/images/catalog-images.ts';
import { formatLock, type LockedPackage } from '../../services/registry/lock/lock.ts';
import type { MixerOptions } from '../../services/registry/mix/context.ts';
import { createMixer } from '../../services/registry/mix/mixer.ts';
import { createPinSource } from '../../services/registry/pins/source.ts';
import { testFolder } from './folder.ts';
import { removeByLabel, writeTinyImage } from './images.ts';
import { onlyWheelsOf, writeWheel } from './wheel.ts';

const ALPHA = 'a'.repeat(64);
/** What a tiny wheel of the index is called, and what it needs. */
export type TinyWheel = readonly [name: string, version: string, needs?: string];

/** A tiny benchmark on the real engine whose packages are wheels made here, and a mixer for it. */
export function tinyWorld(t: Test, wheels: readonly TinyWheel[]) {
  const docker = new Docker();
  const folder = testFolder(t);
  const index = join(folder, 'index');
  const state = join(folder, 'state');
  const root = join(folder, 'catalog');
  const hashes = new Map(
    wheels.map(([name, version, needs]) => [
      `${name} ${version}`,
      writeWheel(index, { name, version, ...(needs === undefined ? {} : { needs }) }),
    ]),
  );
  const name = writeTinyImage(root, ALPHA);
  onlyWheelsOf(index);
  t.teardown(() => removeByLabel(docker, `dev.plumbline.benchmark=${name}`));
  const clock = { now: () => new Date('2026-01-02T03:04:05.000Z'), sleep: async () => undefined };
  const log = { info: () => undefined, warn: () => undefined, error: () => undefined };
  const pins = createPinSource(join(state, 'pins.json'));
  const images = { base: 'debian', registry: null } as const;
  const lock = (...names: readonly string[]): string => {
    const locked = names.map((text): LockedPackage => {
      const [packageName, version] = text.split(' ') as [string, string];
      return { name: packageName, version, sha256: [hashes.get(text) as string] };
    });
    return formatLock(locked, 'Made by a test.');
  };
  const options: MixerOptions = {
    docker,
    state,
    catalog: createCatalogSource(root),
    pins,
    images,
    quotaBytes: Number.MAX_SAFE_INTEGER,
    clock,
    log,
  };
  /** Builds the catalog with other files in the benchmark's folder, pins it, and returns the pins. */
  const build = async (files: Readonly<Record<string, string>>): Promise<Pins> => {
    writeTinyFiles(join(root, name), files);
    const catalog = await loadCatalog(root);
    const { file } = await buildCatalogImages({ catalog, state, clock, from: 'debian', registry: null, docker });
    await pins.save(file);
    return file.pins[0] as Pins;
  };
  const mixer = (changes: Partial<MixerOptions> = {}) => createMixer({ ...options, ...changes });
  return { docker, folder, index, state, root, name, lock, build, mixer, options, pins };
}

function writeTinyFiles(folder: string, files: Readonly<Record<string, string>>): void {
  for (const [path, text] of Object.entries(files)) writeFileSync(join(folder, path), text);
}

/** What a script prints in an image. */
export async function printed(docker: Docker, reference: string): Promise<string> {
  const container = await docker.createContainer({
    Image: reference,
    Cmd: ['python3', '/benchmark/train.py'],
    Tty: true,
    HostConfig: { NetworkMode: 'none', ReadonlyRootfs: true },
  });
  try {
    await container.start();
    await container.wait();
    return (await container.logs({ stdout: true, stderr: true })).toString().trim();
  } finally {
    await container.remove({ force: true });
  }
}

/** Prints the version of every module of the tiny index that is installed. */
export const VERSIONS_SCRIPT = `from importlib import metadata
found = sorted((d.metadata["Name"], d.version) for d in metadata.distributions() if d.metadata["Name"] in ("alpha", "beta", "gamma"))
print(" ".join(f"{name}={version}" for name, version in found))
`;
