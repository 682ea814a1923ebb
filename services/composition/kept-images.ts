import { basename } from 'node:path';
import type { ProgressFactory } from '../cli/context.ts';
import { PlumblineError } from '../core/errors.ts';
import type { Config } from '../core/model/config.ts';
import type { ImagePin } from '../core/model/pins.ts';
import { type NeededImage, neededImages, pinnedUses } from '../core/planning/needed-images.ts';
import { connectEngine } from '../registry/images/engine.ts';
import { type ExportedImage, exportImage } from '../registry/images/export.ts';
import { listOwnImages, type OwnImage } from '../registry/images/inventory.ts';
import { type PrunedImage, pruneImages } from '../registry/images/prune.ts';
import { isPresent } from '../registry/mix/present.ts';
import { dockerCredentials } from '../registry/oci/credentials.ts';
import { parseReference } from '../registry/oci/reference.ts';
import { createPinSource } from '../registry/pins/source.ts';
import { systemClock } from './clock.ts';
import { withClient } from './connect.ts';
import { pinFile } from './folders.ts';

const BYTES_PER_MIB = 1_048_576;

/** Every image of ours on this machine's engine, with what needs it. */
export async function listImages(config: Config): Promise<readonly OwnImage[]> {
  return listOwnImages(connectEngine(), config.state, await needed(config));
}

/** Removes what nothing needs. Without an answer of the store nothing is removed. */
export async function prune(config: Config, dryRun: boolean, signal: AbortSignal): Promise<readonly PrunedImage[]> {
  const options = { docker: connectEngine(), state: config.state, clock: systemClock, dryRun, signal };
  return pruneImages({ ...options, needed: await needed(config) });
}

/** What the service needs, and what is pinned on this machine, which may be another. */
async function needed(config: Config): Promise<readonly NeededImage[]> {
  const known = await withClient(config, (client) => client.neededImages());
  const here = await createPinSource(pinFile(config)).load();
  return [...known, ...neededImages(pinnedUses(here, new Set()))];
}

/** Writes the image of a run, of a benchmark as it is pinned here, or of a reference. NOT_PINNED, IMAGE_MISSING. */
export async function exportNamed(
  config: Config,
  what: string,
  file: string,
  progress: ProgressFactory,
  signal: AbortSignal,
): Promise<ExportedImage & { readonly reference: string }> {
  const docker = connectEngine();
  const pin = await pinOf(config, what);
  const bar = progress(`export ${basename(file)}`);
  try {
    if (!(await isPresent(docker, pin, (text) => bar.step(0, 1, text), dockerCredentials(config.dockerConfig))))
      throw new PlumblineError('IMAGE_MISSING', `neither this engine nor a registry has ${pin.reference}`);
    const onProgress = (bytes: number, about: number) =>
      bar.step(Math.round(bytes / BYTES_PER_MIB), Math.ceil(Math.max(bytes, about) / BYTES_PER_MIB), 'MiB');
    return { ...(await exportImage(pin.reference, file, { docker, signal, onProgress })), reference: pin.reference };
  } finally {
    bar.end();
  }
}

async function pinOf(config: Config, what: string): Promise<ImagePin> {
  if (what.startsWith('run_')) return (await withClient(config, (client) => client.run(what))).pins.image;
  const pins = (await createPinSource(pinFile(config)).load())?.pins ?? [];
  const own = pins.filter(({ benchmark }) => benchmark === what);
  const pin = own.find(({ platform }) => platform === config.worker.platform) ?? own[0];
  if (pin !== undefined) return pin.image;
  if (/^sha256:[0-9a-f]{64}$/.test(what)) return { reference: what, kind: 'image-id' };
  if (parseReference(what).digest !== null) return { reference: what, kind: 'registry-digest' };
  throw new PlumblineError('NOT_PINNED', `"${what}" is no run, no pinned benchmark, no image id and no digest`);
}
